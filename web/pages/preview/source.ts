import type { GeometryAnswer } from '../../../src/contract/geometry.ts'
import { geometryFormatOf } from '../../../src/domain/geometry/format.ts'
import type { ShapeFormat } from './shape.ts'

/** A CAD file wherever it is kept: in a project or in CAD Cloud. */
export interface ShownFile {
  name: string
  bytes: number
  /** Null for what is no CAD file. */
  geometry: GeometryAnswer | null
  /** Of the file itself and of the server's triangulated copy. */
  contentUrl: string
  previewUrl: string
}

/** Larger ones are loaded only when somebody says so. */
export const mostBytesUnasked = 30e6
export const mostTrianglesUnasked = 400_000

export type Source =
  | { kind: 'load'; url: string; format: ShapeFormat; large: string | null }
  /** It comes by itself. */
  | { kind: 'wait' }
  /** There is none, and why. */
  | { kind: 'none'; why: string }

const count = new Intl.NumberFormat('en')

const none = (why: string): Source => ({ kind: 'none', why })

/** Why there is no copy of a file that was read. */
const withoutCopy = (name: string, { triangles }: GeometryAnswer): string =>
  geometryFormatOf(name) === 'dxf'
    ? 'A drawing is flat: its figures are all there is to see here.'
    : `It has ${count.format(triangles ?? 0)} triangles. Up to a million are shown.`

/** Where a picture of a file comes from: an STL is read as it is, of all others the server makes a copy. */
export function sourceOf({ name, bytes, geometry, contentUrl, previewUrl }: ShownFile): Source {
  const format = geometryFormatOf(name)
  if (geometry === null || format === null || geometry.status === 'unsupported')
    return none('There is no 3-D view of this kind of file.')
  if (geometry.status === 'failed') return none(geometry.reason ?? 'The file cannot be read.')
  if (format === 'stl')
    return {
      kind: 'load',
      url: contentUrl,
      format: 'stl',
      large: bytes > mostBytesUnasked ? `It is ${Math.round(bytes / 1e6)} MB` : null,
    }
  if (geometry.status === 'pending') return { kind: 'wait' }
  if (!geometry.has_preview) return none(withoutCopy(name, geometry))
  const triangles = geometry.triangles ?? 0
  return {
    kind: 'load',
    url: previewUrl,
    format: 'glb',
    large: triangles > mostTrianglesUnasked ? `It has ${count.format(triangles)} triangles` : null,
  }
}
