import { cosineBetween, facetNormals } from './facet-normals.ts'
import type { ReadMesh } from './read-glb.ts'

/**
 * The edges that somebody would draw: where two facets are bent against each other by more than the angle, and where
 * a facet has no neighbour. Equal corners must be one vertex. Answers the two vertices of each edge, one after another.
 */
export function featureEdges(mesh: ReadMesh, leastRadians: number): Uint32Array {
  const { positions, indices } = mesh
  const facets = facetNormals(mesh)
  const most = Math.cos(leastRadians)
  const vertexCount = positions.length / 3
  /** Facets whose neighbour has not come by yet, by their edge. */
  const open = new Map<number, number>()
  const found: number[] = []
  for (let corner = 0; corner < indices.length; corner++) {
    const facet = corner - (corner % 3)
    const from = indices[corner] as number
    const to = indices[facet + ((corner + 1) % 3)] as number
    const edge = Math.min(from, to) * vertexCount + Math.max(from, to)
    const neighbour = open.get(edge)
    if (neighbour === undefined) open.set(edge, facet)
    else {
      // A third facet at the same edge begins anew.
      open.delete(edge)
      if (cosineBetween(facets, facet, neighbour) <= most) found.push(from, to)
    }
  }
  for (const edge of open.keys()) found.push(Math.floor(edge / vertexCount), edge % vertexCount)
  return Uint32Array.from(found)
}
