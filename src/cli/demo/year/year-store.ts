import type { Tx } from '../../../db/port.ts'
import type { Rows } from './rows.ts'

const rowsAtOnce = 2_000

/** Inserts all rows, table by table, in few large statements. */
export async function insertRows(tx: Tx, rows: Rows): Promise<void> {
  for (const [table, list] of rows.entries()) {
    const columns = Object.keys(list[0] ?? {}).join(', ')
    for (let from = 0; from < list.length; from += rowsAtOnce)
      await tx.run({
        text: `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
        values: [JSON.stringify(list.slice(from, from + rowsAtOnce))],
      })
  }
}

/** Ids for so many events, ascending. */
export const drawEventIds = async (tx: Tx, count: number): Promise<number[]> =>
  (
    await tx.rows<{ id: number }>({
      text: `SELECT nextval('events_id_seq') AS id FROM generate_series(1, $1) ORDER BY 1`,
      values: [count],
    })
  ).map(({ id }) => id)

/** Makes people members of the shop since then, with what their companies are called. */
export async function backdateCustomers(
  tx: Tx,
  workspaceId: string,
  people: readonly { id: number; company: string }[],
  since: Date,
): Promise<void> {
  const ids = people.map(({ id }) => id)
  await tx.run({
    text: 'UPDATE users SET created_at = $2 WHERE id = ANY ($1::bigint[])',
    values: [ids, since],
  })
  await tx.run({
    text: 'UPDATE user_organizations SET created_at = $3 WHERE workspace_id = $1 AND user_id = ANY ($2::bigint[])',
    values: [workspaceId, ids, since],
  })
  await tx.run({
    text: `INSERT INTO customer_terms (workspace_id, user_id, company)
      SELECT $1, p.id, p.company FROM unnest($2::bigint[], $3::text[]) AS p (id, company)
      ON CONFLICT (workspace_id, user_id) DO UPDATE SET company = excluded.company`,
    values: [workspaceId, ids, people.map(({ company }) => company)],
  })
}
