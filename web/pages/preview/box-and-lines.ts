import type { Bounds } from '../../../src/domain/geometry/bounds.ts'
import type { ReadMesh } from '../../../src/domain/geometry/read-glb.ts'

/** Each triangle with three vertices of its own, so that each can have a normal of its own. */
export function apart({ positions, indices }: ReadMesh): Float32Array {
  const corners = new Float32Array(indices.length * 3)
  for (const [corner, vertex] of indices.entries())
    for (let axis = 0; axis < 3; axis++) corners[corner * 3 + axis] = positions[vertex * 3 + axis] as number
  return corners
}

/** The three sides of each triangle, two vertices for each. */
export function sidesOf(indices: Uint32Array): Uint32Array {
  const sides = new Uint32Array(indices.length * 2)
  for (let corner = 0; corner < indices.length; corner++) {
    const first = corner - (corner % 3)
    sides[corner * 2] = indices[corner] as number
    sides[corner * 2 + 1] = indices[first + ((corner + 1) % 3)] as number
  }
  return sides
}

/** The twelve edges of a box. Bit 0 of a corner is x, bit 1 y, bit 2 z: an edge joins two that differ in one bit. */
export function boxLines({ min, max }: Bounds): ReadMesh {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7]
  const place = (corner: number) =>
    [0, 1, 2].map((axis) => ((corner >> axis) & 1 ? max : min)[axis] as number)
  const edges = corners.flatMap((from) =>
    [1, 2, 4].filter((bit) => (from & bit) === 0).flatMap((bit) => [from, from | bit]),
  )
  return { positions: Float32Array.from(corners.flatMap(place)), indices: Uint32Array.from(edges) }
}
