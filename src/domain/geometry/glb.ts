const magic = 0x46546c67
const jsonChunk = 0x4e4f534a
const binaryChunk = 0x004e4942
const floatType = 5126
const unsignedIntType = 5125
const arrayBuffer = 34_962
const elementArrayBuffer = 34_963

/** A quarter turn about x: CAD has z upwards, glTF y. */
const zUpToYUp = [-Math.SQRT1_2, 0, 0, Math.SQRT1_2]

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4

function boundsOf(positions: Float32Array): { min: number[]; max: number[] } {
  const min = [...positions.subarray(0, 3)]
  const max = [...min]
  for (let at = 0; at < positions.length; at++) {
    const value = positions[at] as number
    if (value < (min[at % 3] as number)) min[at % 3] = value
    if (value > (max[at % 3] as number)) max[at % 3] = value
  }
  return { min, max }
}

/**
 * A binary glTF 2.0 file with one mesh: no normals, so that viewers shade it flat, as it is. `positions` holds x, y, z
 * for each vertex in the file's unit; glTF measures in metres, so `metresPerUnit` scales it.
 */
export function writeGlb(positions: Float32Array, indices: Uint32Array, metresPerUnit: number): Uint8Array {
  const document = {
    asset: { version: '2.0', generator: 'Fabwire' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, rotation: zUpToYUp, scale: [metresPerUnit, metresPerUnit, metresPerUnit] }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [
      {
        // A part that is open can be looked into.
        doubleSided: true,
        pbrMetallicRoughness: {
          baseColorFactor: [0.7, 0.72, 0.75, 1],
          metallicFactor: 0.1,
          roughnessFactor: 0.6,
        },
      },
    ],
    accessors: [
      {
        bufferView: 0,
        componentType: floatType,
        count: positions.length / 3,
        type: 'VEC3',
        ...boundsOf(positions),
      },
      { bufferView: 1, componentType: unsignedIntType, count: indices.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: positions.byteLength, target: arrayBuffer },
      {
        buffer: 0,
        byteOffset: positions.byteLength,
        byteLength: indices.byteLength,
        target: elementArrayBuffer,
      },
    ],
    buffers: [{ byteLength: positions.byteLength + indices.byteLength }],
  }
  const json = new TextEncoder().encode(JSON.stringify(document))
  const binaryBytes = positions.byteLength + indices.byteLength
  const file = new Uint8Array(12 + 8 + padded(json.length) + 8 + binaryBytes)
  const view = new DataView(file.buffer)
  const words = (at: number, ...values: number[]): void => {
    for (const [index, value] of values.entries()) view.setUint32(at + index * 4, value, true)
  }
  words(0, magic, 2, file.length, padded(json.length), jsonChunk)
  // Spaces fill up to the next chunk.
  file.fill(0x20, 20, 20 + padded(json.length))
  file.set(json, 20)
  const binaryAt = 20 + padded(json.length)
  words(binaryAt, binaryBytes, binaryChunk)
  file.set(littleEndian(positions), binaryAt + 8)
  file.set(littleEndian(indices), binaryAt + 8 + positions.byteLength)
  return file
}

/** Every machine that runs this is little-endian, as glTF is. */
const littleEndian = (values: Float32Array | Uint32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
