import type { EventDataOf } from '../../contract/events/index.ts'
import type { Tx } from '../../db/port.ts'
import { forgetMaker } from '../api-keys/index.ts'
import { eraseFromAudit, recordAudit } from '../audit/index.ts'
import { deleteTokensOf } from '../tokens/index.ts'
import { closeWebhooksOf } from '../webhooks/index.ts'
import { holdForLeaving, leaveWorkspaces, type Membership } from '../workspace/index.ts'
import type { UserAtBrowser } from './browser.ts'
import { deleteChallengesOf } from './challenge-store.ts'
import { deleteDevicesOf } from './device-store.ts'
import { deleteLinksOf } from './link-store.ts'
import { accountDeletedMail } from './mails.ts'
import type { AccountsOptions } from './options.ts'
import { type Account, nothingToPrepare, type Proof, type WithProof } from './proof.ts'
import { deleteFactor } from './second-factor-store.ts'
import { deleteSessionsOf } from './session-store.ts'
import * as store from './store.ts'

/** Who gets no mail within a day has no mail server; until then the outbox keeps the address, encrypted. */
const farewellLifetimeMs = 86_400_000

const deletedEvent: EventDataOf<'account.deleted'> = {
  title: 'Account deleted',
  message: 'Your account and what belonged to it were deleted.',
  project_no: null,
}

/** What stands in the place of the name in what the law wants kept. */
const replacementName = (memberships: readonly Membership[]): string =>
  memberships.some(({ role }) => role !== 'customer') ? 'Deleted member' : 'Deleted customer'

/** An account comes to its end. */
export function deletionService(options: AccountsOptions, withProof: WithProof) {
  const { clock, engine, outbox, baseUrl } = options

  /** The last event of the account, with the payload as it is now; its webhooks then send what waits and go. */
  async function sayGoodbye(tx: Tx, account: Account, now: Date): Promise<void> {
    const events = (await store.listAudiences(tx, account.id)).map((workspaceId) => ({
      workspaceId,
      userId: account.id,
      type: 'account.deleted' as const,
      data: deletedEvent,
      isTest: false,
    }))
    await engine.enqueue(tx, events)
    await closeWebhooksOf(tx, account.id, now)
    await outbox.forget(tx, account.id)
    await outbox.write(tx, {
      kind: 'account_deleted',
      userId: null,
      to: account.email,
      expiresAt: new Date(now.getTime() + farewellLifetimeMs),
      ...accountDeletedMail(baseUrl(), account.name),
    })
  }

  /** Everything by which somebody could come in again. */
  async function closeDoors(tx: Tx, userId: number): Promise<void> {
    await deleteSessionsOf(tx, userId)
    await deleteTokensOf(tx, userId)
    await deleteLinksOf(tx, userId)
    await deleteChallengesOf(tx, userId)
    await deleteDevicesOf(tx, userId)
    await deleteFactor(tx, userId)
  }

  async function forget(tx: Tx, account: Account, memberships: readonly Membership[], now: Date) {
    const name = replacementName(memberships)
    await leaveWorkspaces(tx, account.id, memberships)
    await forgetMaker(tx, account.id, name)
    for (const forgetIn of options.forgetElsewhere) await forgetIn(tx, account)
    await eraseFromAudit(tx, account.id)
    await store.anonymiseUser(tx, account.id, name, now)
  }

  return {
    /**
     * Deletes the account. The row stays without the person, because business records refer to it. Throws
     * `last_owner` for the last owner of a workspace.
     */
    delete: (actor: UserAtBrowser, proof: Proof): Promise<void> =>
      withProof(actor, proof, {
        prepare: nothingToPrepare,
        async change(tx, account) {
          const now = clock.now()
          const memberships = await holdForLeaving(tx, account.id)
          await sayGoodbye(tx, account, now)
          await closeDoors(tx, account.id)
          for (const { workspaceId, role } of memberships)
            await recordAudit(tx, {
              workspaceId,
              actor,
              action: 'account.delete',
              subject: String(account.id),
              before: { role },
              at: now,
            })
          // After the last line about the account, from which it takes the address too.
          await forget(tx, account, memberships, now)
        },
      }),
  }
}
