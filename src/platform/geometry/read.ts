import { readDxf } from '../../domain/geometry/dxf/index.ts'
import {
  type Figures,
  inMillimetres,
  type LengthUnit,
  millimetresIn,
  type RawFigures,
} from '../../domain/geometry/figures.ts'
import type { GeometryFormat } from '../../domain/geometry/format.ts'
import { writeGlb } from '../../domain/geometry/glb.ts'
import { Measure } from '../../domain/geometry/measure.ts'
import { readObj } from '../../domain/geometry/obj.ts'
import { PreviewMesh } from '../../domain/geometry/preview-mesh.ts'
import { readStl } from '../../domain/geometry/stl.ts'
import { readWithOcct } from './occt.ts'
import { igesUnit, stepUnit } from './stated-unit.ts'
import { readThreeMf } from './three-mf.ts'

export interface GeometryQuestion {
  bytes: Uint8Array
  format: GeometryFormat
  /** As the file's owner says; what the file says itself comes first. */
  statedUnit: LengthUnit | null
}

export interface GeometryFound {
  figures: Figures
  /** A binary glTF file; null for a drawing, and for what is too much to show. */
  preview: Uint8Array | null
}

/** Both are fed face by face, in one pass. */
class MeasuredMesh {
  readonly measure = new Measure()
  readonly preview = new PreviewMesh()

  face(points: Float64Array, corners: number): void {
    this.measure.face(points, corners)
    this.preview.face(points, corners)
  }
}

/** What was measured in millimetres, in the unit that the file is written in. */
const fromMillimetres = (raw: RawFigures, unit: LengthUnit): RawFigures => {
  const factor = millimetresIn[unit]
  const { x, y, z } = raw.extent
  return {
    ...raw,
    unit,
    extent: { x: x / factor, y: y / factor, z: z / factor },
    volume: raw.volume && raw.volume / factor ** 3,
    area: raw.area && raw.area / factor ** 2,
  }
}

const toText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

/** The unit that the mesh came in, which a preview must scale by; null when the file says nothing. */
async function readMesh({ format, bytes }: GeometryQuestion, mesh: MeasuredMesh): Promise<RawFigures> {
  if (format === '3mf') return mesh.measure.finish(await readThreeMf(bytes, mesh))
  if (format === 'step' || format === 'iges') {
    const unit = format === 'step' ? stepUnit(toText(bytes)) : igesUnit(toText(bytes))
    await readWithOcct(format, bytes, mesh)
    return fromMillimetres(mesh.measure.finish('mm'), unit)
  }
  if (format === 'stl') readStl(bytes, mesh)
  else readObj(bytes, mesh)
  return mesh.measure.finish(null)
}

function metresPerUnit({ format, statedUnit }: GeometryQuestion, { unit }: RawFigures): number {
  // These were read in millimetres, whatever they are written in.
  if (format === 'step' || format === 'iges') return 0.001
  return millimetresIn[unit ?? statedUnit ?? 'mm'] / 1_000
}

/** Reads a file and measures it. Throws `UnreadableError` for one whose shape cannot be told. */
export async function readGeometry(question: GeometryQuestion): Promise<GeometryFound> {
  const { format, bytes, statedUnit } = question
  if (format === 'dxf') return { figures: inMillimetres(readDxf(bytes), statedUnit), preview: null }
  const mesh = new MeasuredMesh()
  const raw = await readMesh(question, mesh)
  const shown = mesh.preview.finish()
  return {
    figures: inMillimetres(raw, statedUnit),
    preview: shown && writeGlb(shown.positions, shown.indices, metresPerUnit(question, raw)),
  }
}
