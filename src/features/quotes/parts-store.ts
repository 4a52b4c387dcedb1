import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { ChargeKind } from '../../domain/records/quote.ts'
import type { Part } from '../orders/index.ts'

export interface BreakRow {
  quantity: number
  /** Six decimals; null while only the quantity was asked for, as are the other two then. */
  unit_price: string | null
  line_total_minor: number | null
  lead_time_days: number | null
}

export interface LineRow extends Part {
  id: string
  quote_id: string
  breaks: BreakRow[]
}

/** Lines of quotes in their order, each with its breaks by quantity. Prices are texts: JSON numbers would round them. */
export const listLines = (db: Queryable, workspaceId: string, quoteIds: readonly string[]) =>
  db.rows<LineRow>(sql<LineRow>`
    SELECT l.id, l.quote_id, l.part_name, l.file_id, l.cad_version_id, l.process, l.material, l.finish, l.tolerance,
           l.threads, l.inspection, l.notes,
           (SELECT json_agg(json_build_object('quantity', b.quantity, 'unit_price', b.unit_price::text,
                                              'line_total_minor', b.line_total_minor,
                                              'lead_time_days', b.lead_time_days) ORDER BY b.quantity)
            FROM quote_breaks b WHERE b.quote_line_id = l.id) AS breaks
    FROM quote_lines l
    WHERE l.workspace_id = ${workspaceId} AND l.quote_id = ANY(${[...quoteIds]}::uuid[])
    ORDER BY l.quote_id, l.position`)

export interface ChargeRow {
  quote_id: string
  kind: ChargeKind
  label: string
  amount_minor: number
}

export const listCharges = (db: Queryable, workspaceId: string, quoteIds: readonly string[]) =>
  db.rows(
    q
      .selectFrom('quote_charges')
      .select(['quote_id', 'kind', 'label', 'amount_minor'])
      .where('workspace_id', '=', workspaceId)
      .where('quote_id', 'in', [...quoteIds])
      .orderBy('quote_id')
      .orderBy('position')
      .$castTo<ChargeRow>(),
  )

export interface Of {
  workspace_id: string
  quote_id: string
}

export type NewBreaks = { lineId: string; breaks: readonly BreakRow[] }

export const insertBreaks = (tx: Tx, { workspace_id }: Of, lines: readonly NewBreaks[]) =>
  tx.run(
    q
      .insertInto('quote_breaks')
      .values(
        lines.flatMap(({ lineId, breaks }) =>
          breaks.map((one) => ({ ...one, workspace_id, quote_line_id: lineId })),
        ),
      ),
  )

export type NewLine = Omit<LineRow, 'quote_id'>

export async function insertLines(tx: Tx, of: Of, lines: readonly NewLine[]): Promise<void> {
  const rows = lines.map(({ breaks: _, ...line }, index) => ({ ...line, ...of, position: index + 1 }))
  await tx.run(q.insertInto('quote_lines').values(rows))
  await insertBreaks(
    tx,
    of,
    lines.map(({ id, breaks }) => ({ lineId: id, breaks })),
  )
}

export type NewCharge = Omit<ChargeRow, 'quote_id'> & { id: string }

export async function insertCharges(tx: Tx, of: Of, charges: readonly NewCharge[]): Promise<void> {
  if (charges.length > 0)
    await tx.run(
      q
        .insertInto('quote_charges')
        .values(charges.map((charge, index) => ({ ...charge, ...of, position: index + 1 }))),
    )
}

/** Puts prices and charges in the place of those before, or of what was only asked for. */
export async function replacePrices(
  tx: Tx,
  of: Of,
  lines: readonly NewBreaks[],
  charges: readonly NewCharge[],
): Promise<void> {
  await tx.run(
    q
      .deleteFrom('quote_breaks')
      .where('workspace_id', '=', of.workspace_id)
      .where(
        'quote_line_id',
        'in',
        lines.map(({ lineId }) => lineId),
      ),
  )
  await tx.run(
    q
      .deleteFrom('quote_charges')
      .where('workspace_id', '=', of.workspace_id)
      .where('quote_id', '=', of.quote_id),
  )
  await insertBreaks(tx, of, lines)
  await insertCharges(tx, of, charges)
}
