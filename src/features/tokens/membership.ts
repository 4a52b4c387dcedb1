import type { Tx } from '../../db/port.ts'
import { deleteTokensOfUser, revokeTokensOf, type TokenOwner } from './store.ts'

/**
 * Ends a user's tokens of a workspace together with the membership, for whoever removes the membership to call in
 * that transaction: without a row in `user_organizations` they are refused anyway, but a later membership must not
 * bring them back.
 */
export async function endTokensOfMembership(tx: Tx, membership: TokenOwner, at: Date): Promise<void> {
  await revokeTokensOf(tx, membership, at)
}

/** Deletes what was minted by a user, in whatever workspace, for the deletion of the account. */
export async function deleteTokensOf(tx: Tx, userId: number): Promise<void> {
  await deleteTokensOfUser(tx, userId)
}
