import { type Page, pageRequest, toPage } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import type { InvitationAnswer, InvitationQuery } from '../../contract/invitations.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Actor } from '../../domain/access/principal.ts'
import type { Role } from '../../domain/access/roles.ts'
import { recordAudit } from '../audit/index.ts'
import { acceptService } from './accept.ts'
import { importService } from './import.ts'
import { type Invitee, issueInvitations, presentInvitation, requireMayInvite, veiledEmail } from './issue.ts'
import type { InvitationOptions } from './options.ts'
import * as store from './store.ts'

export type InvitationService = ReturnType<typeof invitationService>

/** How long an invitation is still listed after it has expired. Then the address is forgotten. */
const shownAfterExpiryMs = 30 * 86_400_000

/** Invitations: links by which people become members or customers of a workspace, once. */
export function invitationService(options: InvitationOptions) {
  const { db, clock } = options
  return {
    ...acceptService(options),
    ...importService(options),

    /**
     * Invites an address to a role. Whether there is an account with the address plays no part, so that nobody learns
     * of it here (security case 31).
     */
    async invite(actor: Actor, invitee: Invitee): Promise<InvitationAnswer & { accept_url: string }> {
      requireMayInvite(actor, [invitee])
      return db.transaction(async (tx) => {
        const [issued] = await issueInvitations(tx, options, actor, [invitee])
        const row = issued && (await store.lockInvitation(tx, issued.id))
        if (row === undefined) throw new Error('the invitation is not there')
        const answer = { ...presentInvitation(row, clock.now()), accept_url: issued?.acceptUrl ?? '' }
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    async list({ principal }: Actor, query: InvitationQuery): Promise<Page<InvitationAnswer>> {
      const { limit, after } = pageRequest(query)
      const filter = { role: query.role, email: query.email, after }
      const rows = await store.listInvitations(db, principal.workspaceId, filter, limit + 1)
      const now = clock.now()
      return toPage(rows, limit, (row) => presentInvitation(row, now))
    },

    /** Takes an invitation back: its link is dead. Whoever may give a role may also take an offer of it back. */
    withdraw(actor: Actor, id: string): Promise<void> {
      return db.transaction(async (tx) => {
        const row = await store.lockInvitationOf(tx, actor.principal.workspaceId, id)
        if (row === undefined) throw notFound()
        const invitee = { email: row.email, role: row.role as Role }
        requireMayInvite(actor, [invitee])
        await store.deleteInvitation(tx, row.id)
        await recordAudit(tx, {
          workspaceId: row.workspace_id,
          actor,
          action: 'invitation.withdraw',
          subject: row.id,
          before: { to: veiledEmail(row.email), role: row.role },
          at: clock.now(),
        })
      })
    },

    async sweep(): Promise<void> {
      await store.deleteExpiredBefore(db, new Date(clock.now().getTime() - shownAfterExpiryMs))
    },
  }
}
