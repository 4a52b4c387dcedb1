import type { Queryable, Tx } from '../../db/port.ts'
import { findCurrency, findMarkPaid, findTimeZone, lockCustomer } from './store.ts'

/** The IANA time zone by which the workspace counts its days. */
export const timeZoneOf = (db: Queryable, workspaceId: string): Promise<string> =>
  findTimeZone(db, workspaceId)

/** True where customers may say themselves that they have paid. */
export const markPaidAllowed = (db: Queryable, workspaceId: string): Promise<boolean> =>
  findMarkPaid(db, workspaceId)

/** True when the user buys from this shop, and will until the transaction ends. */
export const isCustomerOf = async (tx: Tx, workspaceId: string, userId: number): Promise<boolean> =>
  (await lockCustomer(tx, workspaceId, userId)) !== undefined

/** The currency in which the workspace does business with a customer, unless a document says otherwise. */
export const currencyOf = (db: Queryable, workspaceId: string, customerId: number): Promise<string> =>
  findCurrency(db, workspaceId, customerId)
