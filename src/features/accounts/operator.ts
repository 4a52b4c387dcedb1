import { Problem } from '../../contract/errors.ts'
import type { Db } from '../../db/port.ts'
import { recordAudit } from '../audit/index.ts'
import { type AccessChanges, userTag } from '../credentials/index.ts'
import { deleteChallengesOf } from './challenge-store.ts'
import { deleteLinksOf } from './link-store.ts'
import { hashPassword } from './passwords.ts'
import { deleteFactor } from './second-factor-store.ts'
import { deleteSessionsOf } from './session-store.ts'
import * as store from './store.ts'

/**
 * A new password for an account, by the operator: for who lost theirs where no mail is sent, or the second factor
 * with its backup codes too. All sessions end. Throws `not_found` when there is no such account.
 */
export async function setPasswordByOperator(
  { db, access, now }: { db: Db; access: AccessChanges; now: Date },
  input: { email: string; password: string; withoutSecondFactor: boolean },
): Promise<void> {
  const user = await store.findUserByEmail(db, input.email)
  if (user === undefined)
    throw new Problem('not_found', { detail: `there is no account with the address ${input.email}` })
  const passwordHash = await hashPassword(input.password)
  await access.transaction(db, [userTag(user.id)], async (tx) => {
    await store.updateUser(tx, user.id, { password_hash: passwordHash })
    await deleteSessionsOf(tx, user.id)
    await deleteChallengesOf(tx, user.id)
    if (input.withoutSecondFactor) await deleteFactor(tx, user.id)
    await deleteLinksOf(tx, user.id, 'password_reset')
    const [workspaceId = null] = await store.listAudiences(tx, user.id)
    await recordAudit(tx, {
      workspaceId,
      actor: 'operator',
      action: 'account.password_reset',
      subject: String(user.id),
      ...(input.withoutSecondFactor && { after: { second_factor: false } }),
      at: now,
    })
  })
}
