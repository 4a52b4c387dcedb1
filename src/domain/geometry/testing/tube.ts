import type { Triangles } from './meshes.ts'

/** A closed cylinder of radius and height one around the z axis; its lids are fans around their middles. */
export function tube(sides: number): Triangles {
  const rim = (side: number, z: number): [number, number, number] => {
    const turn = (2 * Math.PI * (side % sides)) / sides
    return [Math.cos(turn), Math.sin(turn), z]
  }
  return Array.from({ length: sides }, (_, side) => {
    const [a, b, c, d] = [rim(side, 0), rim(side + 1, 0), rim(side + 1, 1), rim(side, 1)]
    return [
      [a, b, c],
      [a, c, d],
      [[0, 0, 0], b, a],
      [[0, 0, 1], d, c],
    ] as [number, number, number][][]
  }).flat()
}
