import { type Bounds, boundsOf } from '../../../src/domain/geometry/bounds.ts'
import { creasedNormals } from '../../../src/domain/geometry/creased-normals.ts'
import { featureEdges } from '../../../src/domain/geometry/feature-edges.ts'
import { PreviewMesh } from '../../../src/domain/geometry/preview-mesh.ts'
import { type ReadMesh, readGlb } from '../../../src/domain/geometry/read-glb.ts'
import { readStl } from '../../../src/domain/geometry/stl.ts'
import { UnreadableError } from '../../../src/domain/geometry/unreadable.ts'

export type ShapeFormat = 'stl' | 'glb'

/** Faces that meet flatter than this are one rounded face. */
const creaseRadians = 0.52
/** Above this many triangles rounding would hold up the page; faces are then shaded flat. */
const mostRounded = 120_000

const edgeRadians = (28 * Math.PI) / 180
/** Above this many triangles looking for edges would hold up the page. */
const mostForEdges = 300_000

/** What a viewer shows. */
export interface Shape extends ReadMesh {
  bounds: Bounds
  /** One for each corner of each triangle; null for a shape that is shaded flat. */
  normals: Float32Array | null
  /** Two vertices for each edge; null where nobody looked for them. */
  edges: Uint32Array | null
}

/** Somebody who opens a large file was asked before: it has no limit. */
function ofStl(bytes: ArrayBuffer): ReadMesh | null {
  const mesh = new PreviewMesh(Number.POSITIVE_INFINITY)
  readStl(new Uint8Array(bytes), mesh)
  return mesh.finish()
}

function readMesh(bytes: ArrayBuffer, format: ShapeFormat): ReadMesh | null {
  try {
    return format === 'stl' ? ofStl(bytes) : readGlb(bytes)
  } catch (error) {
    throw error instanceof UnreadableError ? new Error(`The file ${error.message}.`) : error
  }
}

/**
 * The triangles of a file, in its own unit, z upwards.
 *
 * @throws where the file holds none; the message is a sentence for who wants to see it
 */
export function readShape(bytes: ArrayBuffer, format: ShapeFormat): Shape {
  const mesh = readMesh(bytes, format)
  const bounds = mesh && boundsOf(mesh.positions)
  if (mesh === null || bounds === null || mesh.indices.length < 3)
    throw new Error('There is no body in this file.')
  const triangles = mesh.indices.length / 3
  return {
    ...mesh,
    bounds,
    normals: triangles > mostRounded ? null : creasedNormals(mesh, creaseRadians),
    edges: triangles > mostForEdges ? null : featureEdges(mesh, edgeRadians),
  }
}
