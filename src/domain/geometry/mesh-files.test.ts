import { describe, expect, test } from 'vitest'
import { Measure } from './measure.ts'
import type { MeshSink } from './mesh-sink.ts'
import { readObj } from './obj.ts'
import { readStl } from './stl.ts'
import { asciiStl, binaryStl, box, boxFaces, toBytes } from './testing/meshes.ts'

type Reader = (bytes: Uint8Array, sink: MeshSink) => void

function measured(reader: Reader, file: string | Uint8Array) {
  const measure = new Measure()
  reader(typeof file === 'string' ? toBytes(file) : file, measure)
  return measure.finish(null)
}
const boxOf24 = { volume: 24, area: 52, triangles: 12, watertight: true, extent: { x: 2, y: 3, z: 4 } }
const triangle = '0 0 0\nv 1 0 0\nv 0 1 0'

describe('STL', () => {
  const ascii = asciiStl(box(2, 3, 4))
  const binary = binaryStl(box(2, 3, 4))

  test.each([
    ['ASCII', ascii],
    ['ASCII of Windows', ascii.replaceAll('\n', '\r\n')],
    ['ASCII with capitals and tabs', ascii.toUpperCase().replaceAll(' ', '\t')],
    ['ASCII with a name that reads like a facet', asciiStl(box(2, 3, 4), 'facet vertex 1 2 3')],
    ['ASCII with a byte order mark', `\ufeff${ascii}`],
    ['ASCII of two solids', asciiStl(box(2, 3, 4).slice(0, 5)) + asciiStl(box(2, 3, 4).slice(5))],
    ['binary', binary],
    ['binary that begins like ASCII', binaryStl(box(2, 3, 4), 'solid facet')],
    ['binary with bytes behind its end', Buffer.concat([binary, Buffer.from('made by')])],
  ])('%s', (_, file) => {
    expect(measured(readStl, file)).toMatchObject(boxOf24)
  })

  const hugeCount = Buffer.from(binary)
  hugeCount.writeUInt32LE(0xffff_ffff, 80)

  test.each([
    ['empty', '', 'is too short for an STL file'],
    ['a few bytes', 'abc', 'is too short for an STL file'],
    ['four billion triangles', hugeCount, 'is cut off: it announces 4294967295 triangles and holds 12'],
    ['binary, cut', binary.subarray(0, 400), 'is cut off: it announces 12 triangles and holds 6'],
    ['no triangles', new Uint8Array(84), 'holds no faces'],
    [
      'ASCII, cut in a facet',
      ascii.slice(0, ascii.indexOf('endloop')),
      'is cut off in the middle of a facet',
    ],
    [
      'ASCII, cut at the end',
      ascii.slice(0, ascii.lastIndexOf('endsolid')),
      'is cut off: its end is missing',
    ],
    [
      'a word that never ends',
      `solid facet\nfacet ${'1'.repeat(5_000)}`,
      'is cut off in the middle of a facet',
    ],
    [
      'a number that never ends',
      ascii.replace('vertex 0', `vertex ${'1'.repeat(5_000)}`),
      'has a word that never ends',
    ],
    ['NaN', ascii.replace('vertex 0', 'vertex NaN'), 'has a coordinate that is not a number'],
    ['Infinity', ascii.replace('vertex 0', 'vertex Infinity'), 'has a coordinate that is not a number'],
    [
      'too large for a number',
      ascii.replace('vertex 0', 'vertex 1e999'),
      'has a coordinate that is not a number',
    ],
    ['something else', ascii.replace('outer', 'inner'), 'has something else where "outer" should stand'],
    [
      'a facet of four corners',
      ascii.replace('endloop', 'vertex 0 0 0\nendloop'),
      'has something else where "endloop" should stand',
    ],
  ])('refused: %s', (_, file, reason) => {
    expect(() => measured(readStl, file)).toThrow(reason)
  })

  test('refused: binary with NaN in it', () => {
    const bytes = Buffer.from(binary)
    bytes.writeFloatLE(Number.NaN, 84 + 12)
    expect(() => measured(readStl, bytes)).toThrow('has a coordinate that is not a number')
  })
})

describe('OBJ', () => {
  const vertices = Array.from(
    { length: 8 },
    (_, index) => `v ${index & 1 ? 2 : 0} ${index & 2 ? 3 : 0} ${index & 4 ? 4 : 0}`,
  ).join('\n')
  const faces = (write: (index: number) => string) =>
    boxFaces.map((corners) => `f ${corners.map(write).join(' ')}`).join('\n')

  test.each([
    ['plain', (index: number) => `${index + 1}`],
    ['with textures and normals', (index: number) => `${index + 1}/9/7`],
    ['with normals alone', (index: number) => `${index + 1}//7`],
    ['counted backwards', (index: number) => `${index - 8}`],
  ])('%s', (_, write) => {
    const file = `# a box\nmtllib x.mtl\no box\n${vertices}\nvn 0 0 1\ng all\ns off\n${faces(write)}\n`
    expect(measured(readObj, file)).toMatchObject(boxOf24)
  })

  test('a face may go on in the next line', () => {
    expect(measured(readObj, `v ${triangle}\nf 1 2 \\\n3\n`)).toMatchObject({ triangles: 1, area: 0.5 })
  })

  test.each([
    ['empty', '', 'holds no faces'],
    ['free-form curves only', 'v 0 0 0\nsurf 0 1 0 1 1\n', 'holds no faces'],
    ['a corner that does not exist', `v ${triangle}\nf 1 2 4\n`, 'a corner that does not exist'],
    ['a corner before the first', `v ${triangle}\nf -4 2 3\n`, 'a corner that does not exist'],
    ['a corner that is no number', `v ${triangle}\nf a b c\n`, 'a corner that does not exist'],
    ['two corners', `v ${triangle}\nf 1 2\n`, 'fewer than three corners'],
    ['NaN', `v nan 0 0\n`, 'has a coordinate that is not a number'],
    ['a vertex with two numbers', 'v 1 2\n', 'has a coordinate that is not a number'],
    ['a line that never ends', 'x'.repeat(100_000), 'has a word that never ends'],
    ['a face that never ends', `v ${triangle}\nf ${'1 2 3 '.repeat(10_000)}`, 'more than 10000 corners'],
    ['bytes of something else', '\u0000\u0001'.repeat(500), 'has a word that never ends'],
  ])('refused: %s', (_, file, reason) => {
    expect(() => measured(readObj, file)).toThrow(reason)
  })
})
