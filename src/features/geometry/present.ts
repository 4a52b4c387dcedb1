import type { GeometryAnswer } from '../../contract/geometry.ts'
import type { Queryable } from '../../db/port.ts'
import { type GeometryRow, listGeometries } from './store.ts'

const unknown = {
  bounding_box_mm: null,
  volume_mm3: null,
  area_mm2: null,
  outline_length_mm: null,
  triangles: null,
  watertight: null,
  units: null,
  extent: null,
}

/** Of a file whose shape is not read: it has no row. */
const unsupported: GeometryAnswer = { status: 'unsupported', ...unknown, has_preview: false, reason: null }

const present = ({ status, figures, reason, preview_key }: GeometryRow): GeometryAnswer => ({
  status,
  ...(figures ?? unknown),
  has_preview: preview_key !== null,
  reason,
})

/** The geometries of CAD files by their ids (or their versions' in CAD Cloud), in one query. */
export async function geometriesOf(
  db: Queryable,
  ids: readonly string[],
): Promise<(id: string) => GeometryAnswer> {
  const rows = ids.length === 0 ? [] : await listGeometries(db, ids)
  const found = new Map(rows.map((row) => [row.id, present(row)]))
  return (id) => found.get(id) ?? unsupported
}
