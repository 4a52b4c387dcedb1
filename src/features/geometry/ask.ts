import type { GeometryAnswer } from '../../contract/geometry.ts'
import type { Tx } from '../../db/port.ts'
import { geometryFormatOf } from '../../domain/geometry/format.ts'
import type { FileUnits } from '../../domain/records/file.ts'
import { geometriesOf } from './present.ts'
import { insertGeometries } from './store.ts'

/** A CAD file that was just recorded. */
export interface ShapeSource {
  /** Of the project file, or of the version in CAD Cloud. */
  id: string
  of: 'project_file' | 'cad_version'
  name: string
  units: FileUnits | null
  storage_key: string
  created_at: Date
}

/**
 * Has the geometry of new files computed, once the caller's transaction commits. Their names tell the format; one that
 * is not read is passed over. Returns how they are to be shown.
 */
export async function askForGeometry(
  tx: Tx,
  workspaceId: string,
  sources: readonly ShapeSource[],
): Promise<(id: string) => GeometryAnswer> {
  const rows = sources.flatMap((source) => {
    const format = geometryFormatOf(source.name)
    if (format === null) return []
    return [
      {
        id: source.id,
        workspace_id: workspaceId,
        file_id: source.of === 'project_file' ? source.id : null,
        cad_version_id: source.of === 'cad_version' ? source.id : null,
        format,
        stated_units: source.units,
        source_key: source.storage_key,
        not_before: source.created_at,
      },
    ]
  })
  if (rows.length > 0) await insertGeometries(tx, rows)
  return geometriesOf(
    tx,
    rows.map(({ id }) => id),
  )
}
