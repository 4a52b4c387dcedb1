import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

export interface Terms {
  company: string
  billing_address: string
  shipping_address: string
  currency: string | null
  payment_terms_days: number | null
}

export interface CustomerRow extends Terms {
  user_id: number
  name: string
  email: string
  role: string | null
  created_at: Date
  suspended_at: Date | null
}

const customers = (workspaceId: string) =>
  q
    .selectFrom('user_organizations as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .leftJoin('customer_terms as t', (join) =>
      join.onRef('t.user_id', '=', 'm.user_id').onRef('t.workspace_id', '=', 'm.workspace_id'),
    )
    .select((e) => [
      'u.id as user_id',
      'u.name',
      'u.email',
      'm.role',
      'm.created_at',
      'm.suspended_at',
      e.fn.coalesce('t.company', sql<string>`''`).as('company'),
      e.fn.coalesce('t.billing_address', sql<string>`''`).as('billing_address'),
      e.fn.coalesce('t.shipping_address', sql<string>`''`).as('shipping_address'),
      't.currency',
      't.payment_terms_days',
    ])
    .where('m.workspace_id', '=', workspaceId)
    .where('m.role', '=', 'customer')

/** Newest account first. `after` is the last user id seen. */
export function listCustomers(
  db: Queryable,
  workspaceId: string,
  limit: number,
  after: number | undefined,
): Promise<CustomerRow[]> {
  const list = customers(workspaceId).orderBy('u.id', 'desc').limit(limit)
  return db.rows(after === undefined ? list : list.where('u.id', '<', after))
}

/** The customer, held until the transaction ends, so that changes take turns. */
export const lockCustomerRow = (
  tx: Tx,
  workspaceId: string,
  userId: number,
): Promise<CustomerRow | undefined> =>
  tx.maybe(customers(workspaceId).where('u.id', '=', userId).forUpdate('m'))

export const setSuspended = (tx: Tx, workspaceId: string, userId: number, at: Date | null) =>
  tx.run(
    q
      .updateTable('user_organizations')
      .set({ suspended_at: at })
      .where('workspace_id', '=', workspaceId)
      .where('user_id', '=', userId),
  )

/** Writes those of the terms that are given; a customer's first ones make the row. */
export const writeTerms = (tx: Tx, workspaceId: string, userId: number, terms: Partial<Terms>) =>
  tx.run(
    q
      .insertInto('customer_terms')
      .values({ workspace_id: workspaceId, user_id: userId, ...terms })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'user_id']).doUpdateSet(terms)),
  )
