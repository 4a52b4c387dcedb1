import { describe, expect, test } from 'vitest'
import { writeGlb } from '../../../src/domain/geometry/glb.ts'
import { asciiStl, binaryStl, box, toBytes } from '../../../src/domain/geometry/testing/meshes.ts'
import { tube } from '../../../src/domain/geometry/testing/tube.ts'
import { apart, boxLines, sidesOf } from './box-and-lines.ts'
import { cutOf } from './look.ts'
import { toRgb } from './rgb.ts'
import { readShape } from './shape.ts'

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer
const bounds = { min: [0, 0, 0], max: [20, 30, 40] } as const

describe('a shape', () => {
  test.each([
    ['binary', binaryStl(box(20, 30, 40))],
    ['ASCII', toBytes(asciiStl(box(20, 30, 40)))],
  ])('of a %s STL has each corner once, its edges and a normal for each corner', (_, bytes) => {
    const shape = readShape(bufferOf(bytes), 'stl')
    expect(shape.bounds).toEqual(bounds)
    expect([shape.positions.length, shape.indices.length]).toEqual([24, 36])
    expect([shape.edges?.length, shape.normals?.length]).toEqual([24, 108])
  })

  test('of a GLB is what the STL of the same part is', () => {
    const { positions, indices, edges } = readShape(bufferOf(binaryStl(box(20, 30, 40))), 'stl')
    const again = readShape(bufferOf(writeGlb(positions, indices, 0.001)), 'glb')
    expect([...again.positions]).toEqual([...positions])
    expect([...(again.edges ?? [])]).toEqual([...(edges ?? [])])
  })

  test('of very many triangles is shaded flat', () => {
    expect(readShape(bufferOf(binaryStl(tube(30_001))), 'stl').normals).toBeNull()
  })

  test.each([
    ['a text', toBytes('no part at all'), 'The file is too short for an STL file.'],
    ['no triangles', new Uint8Array(84), 'There is no body in this file.'],
    ['cut off', binaryStl(box(1, 1, 1)).slice(0, 400), /^The file is cut off: .*\.$/],
  ])('says what is wrong with a file: %s', (_, bytes, words) => {
    expect(() => readShape(bufferOf(bytes), 'stl')).toThrow(words)
  })
})

test('a section keeps what lies before it; without one nothing is cut', () => {
  expect(cutOf({ axis: 'y', share: 0.25 }, { min: [0, -10, 0], max: [1, 30, 1] })).toEqual([0, 1, 0, 0])
  expect(cutOf(null, bounds)).toEqual([0, 0, 0, 1])
})

test('lines to draw: three sides of a triangle, twelve edges of a box along the axes', () => {
  expect([...sidesOf(Uint32Array.of(7, 8, 9))]).toEqual([7, 8, 8, 9, 9, 7])
  const { positions, indices } = boxLines(bounds)
  expect([positions.length, indices.length]).toEqual([24, 24])
  const ends = apart({ positions, indices })
  for (let at = 0; at < ends.length; at += 6)
    expect([0, 1, 2].filter((axis) => ends[at + axis] !== ends[at + 3 + axis]).length).toBe(1)
})

test.each([
  ['rgb(255, 0, 51)', [1, 0, 0.2]],
  ['rgba(0, 51, 0, 0.5)', [0, 0.2, 0]],
  ['rgb(51 0 255)', [0.2, 0, 1]],
  ['transparent', [0, 0, 0]],
])('the colour %s', (text, shares) => {
  expect(toRgb(text)).toEqual(shares)
})
