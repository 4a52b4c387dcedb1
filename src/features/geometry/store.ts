import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Figures } from '../../domain/geometry/figures.ts'
import type { GeometryFormat } from '../../domain/geometry/format.ts'
import type { FileUnits } from '../../domain/records/file.ts'

/** Heard by the nodes that compute. A hint: polling is the truth. */
export const geometryChannel = 'fabwire_geometry'

export interface NewGeometry {
  id: string
  workspace_id: string
  /** One of these two is the id. */
  file_id: string | null
  cad_version_id: string | null
  format: GeometryFormat
  stated_units: FileUnits | null
  source_key: string
  not_before: Date
}

export interface GeometryRow {
  id: string
  status: 'pending' | 'ready' | 'needs_units' | 'failed'
  figures: Figures | null
  reason: string | null
  preview_key: string | null
}

/** Puts files into the queue. Rings when the transaction commits. */
export async function insertGeometries(tx: Tx, rows: readonly NewGeometry[]): Promise<void> {
  await tx.run(q.insertInto('geometries').values([...rows]))
  await ring(tx)
}

const ring = (tx: Tx) => tx.run(sql`SELECT pg_notify(${geometryChannel}, '')`)

export const listGeometries = (db: Queryable, ids: readonly string[]) =>
  db.rows(
    q
      .selectFrom('geometries')
      .select(['id', 'status', 'figures', 'reason', 'preview_key'])
      .where('id', 'in', [...ids])
      .$castTo<GeometryRow>(),
  )

/** Ends the work on these files. Returns the places of their previews, of which nobody then knows. */
export const dropGeometries = async (tx: Tx, ids: readonly string[]): Promise<string[]> => {
  const rows = await tx.rows(
    q
      .deleteFrom('geometries')
      .where('id', 'in', [...ids])
      .returning('preview_key'),
  )
  return previewsIn(rows)
}

const previewsIn = (rows: readonly { preview_key: string | null }[]): string[] =>
  rows.flatMap(({ preview_key }) => preview_key ?? [])

const unanswered = (now: Date) => ({
  status: 'pending' as const,
  run: sql<string>`gen_random_uuid()`,
  attempts: 0,
  not_before: now,
  figures: null,
  reason: null,
  preview_key: null,
})

/**
 * Asks anew, with other units. An answer that is being computed meanwhile finds nothing to write to. Returns the place
 * of the preview that there was.
 */
export async function askAgain(tx: Tx, id: string, units: FileUnits | null, now: Date): Promise<string[]> {
  const before = await tx.rows(
    q.selectFrom('geometries').select('preview_key').where('id', '=', id).forUpdate(),
  )
  await tx.run(
    q
      .updateTable('geometries')
      .set({ ...unanswered(now), stated_units: units })
      .where('id', '=', id),
  )
  await ring(tx)
  return previewsIn(before)
}

/** Asks anew because this preview is not in the storage; nothing when somebody else has already. */
export async function askForPreview(tx: Tx, id: string, previewKey: string, now: Date): Promise<void> {
  await tx.run(
    q
      .updateTable('geometries')
      .set(unanswered(now))
      .where('id', '=', id)
      .where('preview_key', '=', previewKey),
  )
  await ring(tx)
}

export interface GeometryJob {
  id: string
  workspace_id: string
  format: GeometryFormat
  stated_units: FileUnits | null
  source_key: string
  /** Whose answer counts. */
  run: string
  /** This one included. */
  attempts: number
}

/** Takes the file that has waited longest, if any, until the lease ends. */
export const claimGeometry = (db: Queryable, now: Date, leaseEnd: Date) =>
  db.maybe<GeometryJob>({
    name: 'claim_geometry',
    text: `UPDATE geometries SET not_before = $2, attempts = attempts + 1, run = gen_random_uuid()
           WHERE id = (SELECT id FROM geometries WHERE status = 'pending' AND not_before <= $1
                       ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id, workspace_id, format, stated_units, source_key, run, attempts`,
    values: [now, leaseEnd],
  })

export interface GeometryResult {
  status: 'ready' | 'needs_units' | 'failed'
  figures: Figures | null
  reason: string | null
  preview_key: string | null
}

/** False when the file is gone, or was asked about anew: then the answer is of no use. */
export const settleGeometry = async (
  db: Queryable,
  { id, run }: Pick<GeometryJob, 'id' | 'run'>,
  { figures, ...result }: GeometryResult,
): Promise<boolean> =>
  (await db.run(
    q
      .updateTable('geometries')
      .set({ ...result, figures: figures && JSON.stringify(figures) })
      .where('id', '=', id)
      .where('run', '=', run),
  )) === 1

/** Gives a file back that could not be computed for a reason that is not its own. It does not count as a try. */
export const releaseGeometry = (
  db: Queryable,
  { id, run }: Pick<GeometryJob, 'id' | 'run'>,
  notBefore: Date,
) =>
  db.run(
    q
      .updateTable('geometries')
      .set({ not_before: notBefore, attempts: sql`attempts - 1` })
      .where('id', '=', id)
      .where('run', '=', run),
  )

/** Ends all leases: for who is the only process on this database, right after its start. */
export const endLeases = (db: Queryable, now: Date) =>
  db.run(
    q
      .updateTable('geometries')
      .set({ not_before: now })
      .where('status', '=', 'pending')
      .where('not_before', '>', now),
  )
