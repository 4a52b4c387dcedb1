import type { Letterhead } from '../../contract/workspace.ts'
import type { Queryable } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

/** A shop as its papers show it. */
export interface ShopOnPaper {
  name: string
  time_zone: string
  letterhead: Letterhead
}

export const findShopOnPaper = (db: Queryable, workspaceId: string) =>
  db.one(
    q
      .selectFrom('workspaces')
      .select(['name', 'time_zone', 'letterhead'])
      .where('id', '=', workspaceId)
      .$castTo<ShopOnPaper>(),
  )

/** A customer as papers are addressed to them. Texts are empty where nothing was agreed on. */
export interface Addressee {
  name: string
  company: string
  billing_address: string
  shipping_address: string
}

/** Also of a customer who has left: the papers stay. */
export const findAddressee = (db: Queryable, workspaceId: string, userId: number) =>
  db.one(
    q
      .selectFrom('users as u')
      .leftJoin('customer_terms as t', (join) =>
        join.onRef('t.user_id', '=', 'u.id').on('t.workspace_id', '=', workspaceId),
      )
      .select((e) => [
        'u.name',
        e.fn.coalesce('t.company', sql<string>`''`).as('company'),
        e.fn.coalesce('t.billing_address', sql<string>`''`).as('billing_address'),
        e.fn.coalesce('t.shipping_address', sql<string>`''`).as('shipping_address'),
      ])
      .where('u.id', '=', userId)
      .$castTo<Addressee>(),
  )
