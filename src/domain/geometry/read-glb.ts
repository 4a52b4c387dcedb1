import { unreadable } from './unreadable.ts'

const magic = 0x46546c67
const jsonChunk = 0x4e4f534a
const binaryChunk = 0x004e4942

/** Triangles of a body: x, y, z for each vertex in the unit of the CAD file, z upwards, and three vertices for each. */
export interface ReadMesh {
  positions: Float32Array
  indices: Uint32Array
}

interface View {
  byteOffset: number
  byteLength: number
}

/** The two chunks of the container (glTF 2.0, section 4.4). */
function chunksOf(bytes: ArrayBuffer) {
  const view = new DataView(bytes)
  if (bytes.byteLength < 28 || view.getUint32(0, true) !== magic) throw unreadable('is no binary glTF file')
  const jsonBytes = view.getUint32(12, true)
  const binaryAt = 20 + jsonBytes
  if (view.getUint32(16, true) !== jsonChunk || binaryAt + 8 > bytes.byteLength)
    throw unreadable('is cut off in its description')
  if (view.getUint32(binaryAt + 4, true) !== binaryChunk) throw unreadable('holds no triangles')
  return { json: new Uint8Array(bytes, 20, jsonBytes), at: binaryAt + 8 }
}

/**
 * Reads what `writeGlb` wrote: one mesh, its positions before its indices. The turn and the scale of its node, which
 * are for other viewers, are left out, so that the figures are those of the CAD file.
 *
 * @throws when it is something else, or cut off
 */
export function readGlb(bytes: ArrayBuffer): ReadMesh {
  const { json, at } = chunksOf(bytes)
  const { bufferViews } = JSON.parse(new TextDecoder().decode(json)) as { bufferViews?: View[] }
  const [positions, indices] = bufferViews ?? []
  if (positions === undefined || indices === undefined) throw unreadable('holds no triangles')
  if (at + indices.byteOffset + indices.byteLength > bytes.byteLength) throw unreadable('is cut off')
  return {
    positions: new Float32Array(bytes, at + positions.byteOffset, positions.byteLength / 4),
    indices: new Uint32Array(bytes, at + indices.byteOffset, indices.byteLength / 4),
  }
}
