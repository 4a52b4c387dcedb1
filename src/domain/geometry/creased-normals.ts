import { cosineBetween, facetNormals } from './facet-normals.ts'
import type { ReadMesh } from './read-glb.ts'

/** Where more corners meet they keep the normals of their facets: the work grows with the square of their number. */
const mostAround = 512

/** The corners at each vertex: those of `vertex` stand from `starts[vertex]` to `starts[vertex + 1]`. */
function cornersByVertex({ positions, indices }: ReadMesh) {
  const starts = new Uint32Array(positions.length / 3 + 1)
  for (const vertex of indices) starts[vertex + 1] = (starts[vertex + 1] as number) + 1
  for (let vertex = 1; vertex < starts.length; vertex++)
    starts[vertex] = (starts[vertex] as number) + (starts[vertex - 1] as number)
  const next = starts.slice()
  const corners = new Uint32Array(indices.length)
  for (const [corner, vertex] of indices.entries()) {
    corners[next[vertex] as number] = corner
    next[vertex] = (next[vertex] as number) + 1
  }
  return { starts, corners }
}

/** The angle of a triangle at one of its corners: a face counts by it, however finely it is cut up. */
function angleAt({ positions, indices }: ReadMesh, corner: number): number {
  const first = corner - (corner % 3)
  const place = (turn: number) => (indices[first + ((corner + turn) % 3)] as number) * 3
  const [at, one, other] = [place(0), place(1), place(2)]
  let [product, oneSquare, otherSquare] = [0, 0, 0]
  for (let axis = 0; axis < 3; axis++) {
    const from = positions[at + axis] as number
    const a = (positions[one + axis] as number) - from
    const b = (positions[other + axis] as number) - from
    product += a * b
    oneSquare += a * a
    otherSquare += b * b
  }
  const cosine = product / (Math.sqrt(oneSquare * otherSquare) || 1)
  return Math.acos(Math.min(1, Math.max(-1, cosine)))
}

/**
 * A normal for each corner of each triangle, x, y, z in the order of the indices: the mean of the facets around the
 * vertex that are bent against its own by less than the crease angle. So round faces are smooth and edges sharp.
 */
export function creasedNormals(mesh: ReadMesh, creaseRadians: number): Float32Array {
  const { indices } = mesh
  const facets = facetNormals(mesh)
  const angles = Float32Array.from(indices, (_, corner) => angleAt(mesh, corner))
  const { starts, corners } = cornersByVertex(mesh)
  const least = Math.cos(creaseRadians)
  const normals = new Float32Array(indices.length * 3)
  const facetOf = (corner: number) => corner - (corner % 3)
  for (const [corner, vertex] of indices.entries()) {
    const own = facetOf(corner)
    const [start, end] = [starts[vertex] as number, starts[vertex + 1] as number]
    let [x, y, z] = [facets[own] as number, facets[own + 1] as number, facets[own + 2] as number]
    if (end - start <= mostAround) {
      // The facet itself comes by again among its neighbours.
      ;[x, y, z] = [0, 0, 0]
      for (let at = start; at < end; at++) {
        const other = facetOf(corners[at] as number)
        if (other !== own && cosineBetween(facets, own, other) < least) continue
        const weight = angles[corners[at] as number] as number
        x += (facets[other] as number) * weight
        y += (facets[other + 1] as number) * weight
        z += (facets[other + 2] as number) * weight
      }
    }
    const length = Math.hypot(x, y, z) || 1
    normals.set([x / length, y / length, z / length], corner * 3)
  }
  return normals
}
