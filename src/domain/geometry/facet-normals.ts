import type { ReadMesh } from './read-glb.ts'

/** Where each triangle looks to: x, y, z of length one, or zeros for a triangle without an area. */
export function facetNormals({ positions, indices }: ReadMesh): Float32Array {
  const normals = new Float32Array(indices.length)
  for (let at = 0; at < indices.length; at += 3) {
    const a = (indices[at] as number) * 3
    const b = (indices[at + 1] as number) * 3
    const c = (indices[at + 2] as number) * 3
    const along = (end: number, axis: number) =>
      (positions[end + axis] as number) - (positions[a + axis] as number)
    const x = along(b, 1) * along(c, 2) - along(b, 2) * along(c, 1)
    const y = along(b, 2) * along(c, 0) - along(b, 0) * along(c, 2)
    const z = along(b, 0) * along(c, 1) - along(b, 1) * along(c, 0)
    const length = Math.hypot(x, y, z) || 1
    normals[at] = x / length
    normals[at + 1] = y / length
    normals[at + 2] = z / length
  }
  return normals
}

/** The cosine of the angle between two of them, by the places where they begin. */
export const cosineBetween = (normals: Float32Array, one: number, other: number): number =>
  (normals[one] as number) * (normals[other] as number) +
  (normals[one + 1] as number) * (normals[other + 1] as number) +
  (normals[one + 2] as number) * (normals[other + 2] as number)
