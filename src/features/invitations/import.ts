import type { Imported } from '../../contract/invitations.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { type ImportedLine, readImport } from './import-file.ts'
import { type Invitee, issueInvitations, requireMayInvite } from './issue.ts'
import type { InvitationOptions } from './options.ts'
import { holdInvitations, knownEmails } from './store.ts'

const toInvitee = ({ line: _, email, name, ...terms }: ImportedLine): Invitee => ({
  email,
  name,
  role: 'customer',
  terms,
})

/** Inviting the customers of a file. */
export function importService(options: InvitationOptions) {
  const { db, clock } = options
  return {
    /**
     * All or nothing, so that a file can be mended and sent again. Who belongs to the shop or has an open invitation
     * as a customer is passed over, so that a longer file can be sent after a shorter one and mails nobody twice.
     */
    async importCustomers(actor: Actor, csv: string): Promise<Imported> {
      const lines = readImport(csv)
      requireMayInvite(actor, lines.map(toInvitee))
      const { workspaceId } = actor.principal
      const emails = lines.map(({ email }) => email.toLowerCase())
      return db.transaction(async (tx) => {
        await holdInvitations(tx, workspaceId)
        const known = await knownEmails(tx, workspaceId, emails, clock.now())
        const isKnown = ({ email }: ImportedLine) => known.has(email.toLowerCase())
        const wanted = lines.filter((line) => !isKnown(line))
        await issueInvitations(tx, options, actor, wanted.map(toInvitee))
        const skipped = lines.filter(isKnown).map(({ line, email }) => ({ line, email }))
        const answer = { invited: wanted.length, skipped }
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },
  }
}
