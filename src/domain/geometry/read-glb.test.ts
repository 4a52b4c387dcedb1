import { expect, it, test } from 'vitest'
import { writeGlb } from './glb.ts'
import { readGlb } from './read-glb.ts'

const positions = new Float32Array([0, 0, 0, 10, 0, 0, 0, 20, 0, 0, 0, 30])
const indices = new Uint32Array([0, 1, 2, 0, 2, 3])
const whole = (): ArrayBuffer => Uint8Array.from(writeGlb(positions, indices, 0.001)).buffer

test('what was written is read back in the unit of the file', () => {
  const mesh = readGlb(whole())
  expect([...mesh.positions]).toEqual([...positions])
  expect([...mesh.indices]).toEqual([...indices])
})

it.each([
  ['an empty file', () => new ArrayBuffer(0)],
  ['a text', () => new TextEncoder().encode('solid part that is long enough').buffer as ArrayBuffer],
  ['one cut off in its triangles', () => whole().slice(0, -8)],
  ['one cut off in its description', () => whole().slice(0, 60)],
])('%s is refused', (_, bytes) => {
  expect(() => readGlb(bytes())).toThrow()
})
