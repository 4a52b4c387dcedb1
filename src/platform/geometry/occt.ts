import type { MeshSink } from '../../domain/geometry/mesh-sink.ts'
import { unreadable } from '../../domain/geometry/unreadable.ts'

/** Node has it; its types come with a browser's. */
interface WithWebAssembly {
  WebAssembly: { Memory: { prototype: { buffer: ArrayBuffer; grow(pages: number): number } } }
}

const pageBytes = 65_536

/** Of OpenCascade's own memory, which the limits of a thread do not see. */
const mostOcctBytes = 1_536 * 1024 * 1024

/** Makes growing fail there, which OpenCascade meets as running out of memory. For a thread of its own only. */
function limitMemory(): void {
  const { prototype } = (globalThis as unknown as WithWebAssembly).WebAssembly.Memory
  const grow = prototype.grow
  prototype.grow = function limited(pages) {
    if (this.buffer.byteLength + pages * pageBytes > mostOcctBytes) throw new RangeError('memory limit')
    return grow.call(this, pages)
  }
}

/**
 * Reads STEP or IGES with OpenCascade, in millimetres whatever the file's unit. Curved faces become triangles whose
 * corners lie on them; how fine they are follows from the size of the body.
 */
export async function readWithOcct(
  format: 'step' | 'iges',
  bytes: Uint8Array,
  sink: MeshSink,
): Promise<void> {
  limitMemory()
  // A thread that reads something else does not load it.
  const { default: factory } = await import('occt-import-js')
  const silent = () => {}
  const occt = await factory({ print: silent, printErr: silent })
  const parameters = { linearUnit: 'millimeter' }
  const { success, meshes } =
    format === 'step' ? occt.ReadStepFile(bytes, parameters) : occt.ReadIgesFile(bytes, parameters)
  if (!success) throw unreadable(`is no ${format.toUpperCase()} file, or is damaged`)
  const points = new Float64Array(9)
  for (const { attributes, index } of meshes) {
    const positions = attributes.position.array
    for (let at = 0; at + 2 < index.array.length; at += 3) {
      for (let value = 0; value < 9; value++) {
        const vertex = index.array[at + Math.floor(value / 3)] as number
        points[value] = positions[vertex * 3 + (value % 3)] as number
      }
      sink.face(points, 3)
    }
  }
}
