import type { Tx } from '../../db/port.ts'
import { allowErasure, eraseMembers, erasePlaces } from './store.ts'

/** Members by which lines about a user may name the person. */
const personal = ['name', 'email', 'company', 'billing_address', 'shipping_address'] as const

/** Members by which lines about what a user did may tell where they were. */
const places = ['address', 'user_agent'] as const

/**
 * Takes out of the audit log what tells of a person whose account is deleted: from where they acted, and what names
 * them in the lines about them. That something was done, when and by which user id stays.
 */
export async function eraseFromAudit(tx: Tx, userId: number): Promise<void> {
  await allowErasure(tx, true)
  await erasePlaces(tx, userId, places)
  await eraseMembers(tx, userId, personal)
  await allowErasure(tx, false)
}
