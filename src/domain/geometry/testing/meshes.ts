import type { MeshSink } from '../mesh-sink.ts'

/** Triangles as corners of three numbers each. */
export type Triangles = readonly (readonly [x: number, y: number, z: number])[][]

const corner = (index: number, [x, y, z]: readonly number[]): [number, number, number] => [
  index & 1 ? (x as number) : 0,
  index & 2 ? (y as number) : 0,
  index & 4 ? (z as number) : 0,
]

/** Faces of a box, counter-clockwise seen from outside; bit 0 of a corner is x, bit 1 y, bit 2 z. */
export const boxFaces = [
  [0, 2, 3, 1],
  [4, 5, 7, 6],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 4, 6, 2],
  [1, 3, 7, 5],
] as const

/** A box with a corner at zero, of twelve triangles. */
export const box = (x: number, y: number, z: number): Triangles =>
  boxFaces.flatMap(([a, b, c, d]) => [
    [a, b, c].map((index) => corner(index, [x, y, z])),
    [a, c, d].map((index) => corner(index, [x, y, z])),
  ])

export const asciiStl = (triangles: Triangles, name = 'part'): string =>
  [
    `solid ${name}`,
    ...triangles.map((points) =>
      [
        'facet normal 0 0 0',
        'outer loop',
        ...points.map((point) => `vertex ${point.join(' ')}`),
        'endloop',
        'endfacet',
      ].join('\n'),
    ),
    `endsolid ${name}`,
    '',
  ].join('\n')

export function binaryStl(triangles: Triangles, header = 'made for a test'): Uint8Array {
  const bytes = Buffer.alloc(84 + triangles.length * 50)
  bytes.write(header.slice(0, 80), 'latin1')
  bytes.writeUInt32LE(triangles.length, 80)
  for (const [triangle, points] of triangles.entries())
    for (const [index, value] of points.flat().entries())
      bytes.writeFloatLE(value, 84 + triangle * 50 + 12 + index * 4)
  return new Uint8Array(bytes)
}

export const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Hands triangles to a sink as a reader would. */
export function feed(sink: MeshSink, triangles: Triangles): void {
  for (const points of triangles) sink.face(Float64Array.from(points.flat()), points.length)
}
