import type { Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** An order as it is billed. */
export interface BilledOrder {
  id: string
  order_no: string
  project_id: string
  project_no: string
  customer_id: number
  status: string
  currency: string
  is_test: boolean
}

/** Locks the order: of two invoices made at once, the second sees what the first has taken. */
export const lockOrder = (tx: Tx, workspaceId: string, id: string) =>
  tx.maybe(
    q
      .selectFrom('orders as o')
      .innerJoin('projects as p', (join) =>
        join.onRef('p.workspace_id', '=', 'o.workspace_id').onRef('p.id', '=', 'o.project_id'),
      )
      .select([
        'o.id',
        'o.order_no',
        'o.project_id',
        'p.project_no',
        'o.customer_id',
        'o.status',
        'o.currency',
        'o.is_test',
      ])
      .where('o.workspace_id', '=', workspaceId)
      .where('o.id', '=', id)
      .forNoKeyUpdate('o')
      .$castTo<BilledOrder>(),
  )

export interface BilledLine {
  id: string
  part_name: string
  quantity: number
  total_minor: number
  /** On invoices that are not void, drafts included. */
  invoiced_quantity: number
  invoiced_minor: number
}

/** Lines of an order with what of them stands on invoices. */
export const listBilledLines = (tx: Tx, workspaceId: string, orderId: string) =>
  tx.rows<BilledLine>(sql<BilledLine>`
    SELECT l.id, l.part_name, l.quantity, l.total_minor,
           coalesce(billed.quantity, 0)::int AS invoiced_quantity,
           coalesce(billed.minor, 0)::bigint AS invoiced_minor
    FROM order_lines l
    LEFT JOIN LATERAL (
      SELECT sum(b.quantity) AS quantity, sum(b.total_minor) AS minor
      FROM invoice_lines b JOIN invoices i ON i.id = b.invoice_id
      WHERE b.order_line_id = l.id AND i.status <> 'void') billed ON true
    WHERE l.workspace_id = ${workspaceId} AND l.order_id = ${orderId}
    ORDER BY l.position`)

export interface OpenCharge {
  id: string
  kind: string
  amount_minor: number
}

/** Charges of an order that no invoice asks for, void ones aside. */
export const listOpenCharges = (tx: Tx, workspaceId: string, orderId: string) =>
  tx.rows<OpenCharge>(sql<OpenCharge>`
    SELECT c.id, c.kind, c.amount_minor
    FROM order_charges c
    WHERE c.workspace_id = ${workspaceId} AND c.order_id = ${orderId}
      AND NOT EXISTS (
        SELECT FROM invoice_charges b JOIN invoices i ON i.id = b.invoice_id
        WHERE b.order_charge_id = c.id AND i.status <> 'void')
    ORDER BY c.position`)
