import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { ChargeKind } from '../../domain/records/quote.ts'

export interface LineRow {
  invoice_id: string
  order_line_id: string
  part_name: string
  quantity: number
  unit_price: string
  total_minor: number
}

/** Lines of several invoices in one query, in the order's order. */
export const listLines = (db: Queryable, workspaceId: string, invoiceIds: readonly string[]) =>
  db.rows<LineRow>(
    q
      .selectFrom('invoice_lines as l')
      .innerJoin('order_lines as o', 'o.id', 'l.order_line_id')
      .select([
        'l.invoice_id',
        'l.order_line_id',
        'o.part_name',
        'l.quantity',
        'o.unit_price',
        'l.total_minor',
      ])
      .where('l.workspace_id', '=', workspaceId)
      .where('l.invoice_id', 'in', [...invoiceIds])
      .orderBy('o.position')
      .$castTo<LineRow>(),
  )

export interface ChargeRow {
  invoice_id: string
  kind: ChargeKind
  label: string
  amount_minor: number
}

export const listCharges = (db: Queryable, workspaceId: string, invoiceIds: readonly string[]) =>
  db.rows<ChargeRow>(
    q
      .selectFrom('invoice_charges as c')
      .innerJoin('order_charges as o', 'o.id', 'c.order_charge_id')
      .select(['c.invoice_id', 'o.kind', 'o.label', 'c.amount_minor'])
      .where('c.workspace_id', '=', workspaceId)
      .where('c.invoice_id', 'in', [...invoiceIds])
      .orderBy('o.position')
      .$castTo<ChargeRow>(),
  )

/** Which order and invoice the parts belong to; each names them, so that none can lead elsewhere. */
export interface PartOf {
  workspace_id: string
  order_id: string
  invoice_id: string
}

export const insertLines = (
  tx: Tx,
  of: PartOf,
  lines: readonly { order_line_id: string; quantity: number; total_minor: number }[],
) => tx.run(q.insertInto('invoice_lines').values(lines.map((line) => ({ ...of, ...line }))))

export const insertCharges = (
  tx: Tx,
  of: PartOf,
  charges: readonly { order_charge_id: string; amount_minor: number }[],
) => tx.run(q.insertInto('invoice_charges').values(charges.map((charge) => ({ ...of, ...charge }))))
