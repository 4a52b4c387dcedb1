import { BufferAttribute, BufferGeometry } from 'three'
import { STLLoader } from 'three/addons/loaders/STLLoader.js'
import { toCreasedNormals } from 'three/addons/utils/BufferGeometryUtils.js'
import { readGlb } from '../../../src/domain/geometry/read-glb.ts'

export type ShapeFormat = 'stl' | 'glb'

/** Faces that meet flatter than this are one rounded face. */
const creaseRadians = 0.52

/** Above this many triangles rounding would hold up the page; faces are then shaded flat. */
const mostRounded = 120_000

const ofGlb = (bytes: ArrayBuffer): BufferGeometry => {
  const { positions, indices } = readGlb(bytes)
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(positions, 3))
    .setIndex(new BufferAttribute(indices, 1))
}

/** STL states a normal for each facet, which is often wrong: corners decide. */
const ofStl = (bytes: ArrayBuffer): BufferGeometry => {
  const geometry = new STLLoader().parse(bytes)
  geometry.deleteAttribute('normal')
  return geometry
}

const triangleCount = ({ index, attributes: { position } }: BufferGeometry): number =>
  (index?.count ?? position?.count ?? 0) / 3

/** What a viewer shows. */
export interface Shape {
  geometry: BufferGeometry
  triangles: number
  /** Has no normals of its own. */
  flat: boolean
}

/**
 * The triangles of a file, in its own unit, z upwards.
 *
 * @throws where the file holds none
 */
export function readShape(bytes: ArrayBuffer, format: ShapeFormat): Shape {
  const raw = format === 'stl' ? ofStl(bytes) : ofGlb(bytes)
  const triangles = triangleCount(raw)
  raw.computeBoundingBox()
  const isBounded = raw.boundingBox !== null && Number.isFinite(raw.boundingBox.min.lengthSq())
  if (triangles < 1 || !isBounded) throw new Error('There is no body in this file.')
  if (triangles > mostRounded) return { geometry: raw, triangles, flat: true }
  const geometry = toCreasedNormals(raw, creaseRadians)
  if (geometry !== raw) raw.dispose()
  return { geometry, triangles, flat: false }
}
