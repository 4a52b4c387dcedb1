import type { Tx } from '../../db/port.ts'
import { deleteInvitationsTo } from './store.ts'

/** Withdraws the invitations to a person whose account is deleted: they name them. */
export async function forgetInvitee(tx: Tx, email: string): Promise<void> {
  await deleteInvitationsTo(tx, email)
}
