import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

export interface PaymentRow {
  id: string
  invoice_id: string
  amount_minor: number
  method: string
  reference: string
  /** A day of the workspace. */
  received_on: string
  source: 'staff' | 'customer'
  created_at: Date
  reversed_at: Date | null
}

const columns = [
  'id',
  'invoice_id',
  'amount_minor',
  'method',
  'reference',
  'received_on',
  'source',
  'created_at',
  'reversed_at',
] as const

const payments = (workspaceId: string) =>
  q.selectFrom('payments').select(columns).where('workspace_id', '=', workspaceId).$castTo<PaymentRow>()

/** Payments of several invoices in one query, as they were entered. */
export const listPayments = (db: Queryable, workspaceId: string, invoiceIds: readonly string[]) =>
  db.rows(
    payments(workspaceId)
      .where('invoice_id', 'in', [...invoiceIds])
      .orderBy('id'),
  )

export const findPayment = (db: Queryable, workspaceId: string, id: string) =>
  db.maybe(payments(workspaceId).where('id', '=', id))

export interface PaymentInsert extends PaymentRow {
  workspace_id: string
  created_by: number | null
}

export const insertPayment = (tx: Tx, row: PaymentInsert) => tx.run(q.insertInto('payments').values(row))

/** Marks a payment reversed. Nothing, when somebody else has done so. */
export const reversePayment = (
  tx: Tx,
  workspaceId: string,
  id: string,
  reversal: { reversed_at: Date; reversed_by: number | null },
) =>
  tx.maybe(
    q
      .updateTable('payments')
      .set(reversal)
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('reversed_at', 'is', null)
      .returning(columns)
      .$castTo<PaymentRow>(),
  )
