import type { MeshSink } from './mesh-sink.ts'
import { Tokens, toNumber } from './tokens.ts'
import { unreadable } from './unreadable.ts'

const headerBytes = 80
const triangleBytes = 50
const prefixBytes = headerBytes + 4

/** Binary files whose header begins with `solid` are common, so a length that fits decides. */
function isBinary(bytes: Uint8Array, count: number): boolean {
  if (bytes.length === prefixBytes + count * triangleBytes) return true
  const start = String.fromCharCode(...bytes.subarray(0, 1024))
  return !/^(\u00ef\u00bb\u00bf)?\s*solid[\s\S]*?(facet|endsolid)/i.test(start)
}

/** Stereolithography, binary or ASCII. It says nothing of its unit. */
export function readStl(bytes: Uint8Array, sink: MeshSink): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = bytes.length < prefixBytes ? 0 : view.getUint32(headerBytes, true)
  if (isBinary(bytes, count)) readBinary(view, count, sink)
  else readAscii(new Tokens(bytes), sink)
}

function readBinary(view: DataView, count: number, sink: MeshSink): void {
  if (view.byteLength < prefixBytes) throw unreadable('is too short for an STL file')
  const held = Math.floor((view.byteLength - prefixBytes) / triangleBytes)
  // What the header announces is compared, never allocated.
  if (count > held) throw unreadable(`is cut off: it announces ${count} triangles and holds ${held}`)
  const points = new Float64Array(9)
  for (let triangle = 0; triangle < count; triangle++) {
    const at = prefixBytes + triangle * triangleBytes + 12
    for (let value = 0; value < 9; value++) points[value] = view.getFloat32(at + value * 4, true)
    sink.face(points, 3)
  }
}

function expectWord(tokens: Tokens, wanted: string): void {
  const word = tokens.next()
  if (word === null) throw unreadable('is cut off in the middle of a facet')
  if (word.toLowerCase() !== wanted) throw unreadable(`has something else where "${wanted}" should stand`)
}

function readFacet(tokens: Tokens, points: Float64Array, sink: MeshSink): void {
  // The normal follows from the corners, and is often wrong.
  tokens.skipLine()
  expectWord(tokens, 'outer')
  expectWord(tokens, 'loop')
  for (let corner = 0; corner < 3; corner++) {
    expectWord(tokens, 'vertex')
    for (let axis = 0; axis < 3; axis++) points[corner * 3 + axis] = toNumber(tokens.next())
  }
  expectWord(tokens, 'endloop')
  expectWord(tokens, 'endfacet')
  sink.face(points, 3)
}

/** One or several `solid … endsolid`. */
function readAscii(tokens: Tokens, sink: MeshSink): void {
  const points = new Float64Array(9)
  let isOpen = false
  for (let word = tokens.next(); word !== null; word = tokens.next()) {
    const keyword = word.toLowerCase()
    if (isOpen && keyword === 'facet') readFacet(tokens, points, sink)
    else if (keyword === (isOpen ? 'endsolid' : 'solid')) {
      isOpen = !isOpen
      // A name may follow, and hold any words.
      tokens.skipLine()
    } else throw unreadable('is no STL file')
  }
  if (isOpen) throw unreadable('is cut off: its end is missing')
}
