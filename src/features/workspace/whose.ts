import { Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { isCustomerOf } from './lookup.ts'

const wrongCustomer = (message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path: 'customer_id', message }] })

/** Whose a new record becomes: a customer's own, or that of the customer whom the workspace names. */
export async function customerFor(tx: Tx, owner: Owner, named: number | undefined): Promise<number> {
  if (owner.customerId !== null) {
    if (named !== undefined && named !== owner.customerId) throw wrongCustomer('must be your own, or absent')
    return owner.customerId
  }
  if (named === undefined) throw wrongCustomer('is needed')
  if (!(await isCustomerOf(tx, owner.workspaceId, named)))
    throw wrongCustomer('is not a customer of this workspace')
  return named
}
