import { expect, test } from 'vitest'
import { writeGlb } from './glb.ts'
import { PreviewMesh } from './preview-mesh.ts'
import { box, feed } from './testing/meshes.ts'

test('a mesh has each corner once', () => {
  const mesh = new PreviewMesh()
  feed(mesh, box(2, 3, 4))
  const shown = mesh.finish()
  expect([shown?.positions.length, shown?.indices.length]).toEqual([8 * 3, 12 * 3])
  // What the numbers name is where the corners were.
  const corners = [...(shown?.indices ?? [])].map((vertex) => [
    ...(shown?.positions.subarray(vertex * 3, vertex * 3 + 3) ?? []),
  ])
  expect(corners).toEqual(box(2, 3, 4).flat())
})

test('it grows: ten thousand separate triangles', () => {
  const mesh = new PreviewMesh()
  for (let index = 0; index < 10_000; index++)
    mesh.face(Float64Array.of(index, 0, 0, index, 1, 0, index, 0, 1), 3)
  const shown = mesh.finish()
  expect([shown?.positions.length, shown?.indices.length]).toEqual([90_000, 30_000])
  expect(shown?.indices.every((vertex, at) => shown.positions[vertex * 3] === Math.floor(at / 3))).toBe(true)
})

test('more than a million triangles are not shown', () => {
  const mesh = new PreviewMesh()
  const points = new Float64Array(3 * 10_000).map((_, index) => (index * 7919) % 30_011)
  for (let face = 0; face < 101; face++) mesh.face(points, 10_000)
  expect(mesh.finish() === null).toBe(true)
})

test('nothing is not shown', () => {
  expect(new PreviewMesh().finish()).toBeNull()
})

test('the file is a binary glTF 2.0 in metres, as long as it says', () => {
  const mesh = new PreviewMesh()
  feed(mesh, box(2, 3, 4))
  const { positions, indices } = mesh.finish() ?? {
    positions: new Float32Array(),
    indices: new Uint32Array(),
  }
  const file = Buffer.from(writeGlb(positions, indices, 0.001))
  expect([file.toString('latin1', 0, 4), file.readUInt32LE(4), file.readUInt32LE(8)]).toEqual([
    'glTF',
    2,
    file.length,
  ])
  const jsonBytes = file.readUInt32LE(12)
  expect(file.toString('latin1', 16, 20)).toBe('JSON')
  expect(jsonBytes % 4).toBe(0)
  const document = JSON.parse(file.toString('utf8', 20, 20 + jsonBytes))
  expect(document).toMatchObject({
    asset: { version: '2.0' },
    nodes: [{ mesh: 0, scale: [0.001, 0.001, 0.001] }],
    accessors: [
      { count: 8, type: 'VEC3', min: [0, 0, 0], max: [2, 3, 4] },
      { count: 36, type: 'SCALAR' },
    ],
    bufferViews: [
      { byteOffset: 0, byteLength: 96 },
      { byteOffset: 96, byteLength: 144 },
    ],
    buffers: [{ byteLength: 240 }],
  })
  const binaryAt = 20 + jsonBytes
  expect([file.readUInt32LE(binaryAt), file.toString('latin1', binaryAt + 4, binaryAt + 8)]).toEqual([
    240,
    'BIN\0',
  ])
  expect(file.readFloatLE(binaryAt + 8 + 3 * 4)).toBe(positions[3])
  expect(file.readUInt32LE(binaryAt + 8 + 96)).toBe(indices[0])
})
