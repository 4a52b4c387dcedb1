import type { PasswordChange, PasswordReset, PasswordResetRequest } from '../../contract/accounts.ts'
import type { Tx } from '../../db/port.ts'
import type { SessionPrincipal } from '../../domain/access/principal.ts'
import { recordAudit } from '../audit/index.ts'
import { userTag } from '../credentials/index.ts'
import type { Browser, UserAtBrowser } from './browser.ts'
import { deleteChallengesOf } from './challenge-store.ts'
import { deleteLinksOf } from './link-store.ts'
import { issueLink, requireLink, spendLink } from './links.ts'
import { passwordResetMail } from './mails.ts'
import type { AccountsOptions } from './options.ts'
import { hashPassword } from './passwords.ts'
import type { WithProof } from './proof.ts'
import { type AccountHolder, announceSecurity } from './security-notices.ts'
import { deleteSessionsOf } from './session-store.ts'
import type { Sessions } from './sessions.ts'
import * as store from './store.ts'

export function passwordService(options: AccountsOptions, sessions: Sessions, withProof: WithProof) {
  const { db, clock, access, limits, outbox, baseUrl } = options

  /** Nothing that was opened with the old password stays open, tokens aside. */
  async function setPassword(tx: Tx, user: AccountHolder, passwordHash: string, browser: Browser) {
    await store.updateUser(tx, user.id, { password_hash: passwordHash })
    await deleteSessionsOf(tx, user.id)
    await deleteChallengesOf(tx, user.id)
    await deleteLinksOf(tx, user.id, 'password_reset')
    await announceSecurity(tx, options, 'security.password_changed', user, browser)
  }

  return {
    /** All sessions end. Who has one gets another in its place: the value of its cookie is returned. */
    async change(actor: UserAtBrowser, input: PasswordChange): Promise<string | undefined> {
      const { principal } = actor
      const proof = { password: input.current_password, code: input.code }
      return withProof(actor, proof, {
        prepare: () => hashPassword(input.new_password),
        async change(tx, account, passwordHash) {
          await setPassword(tx, account, passwordHash, actor)
          await recordAudit(tx, {
            workspaceId: principal.workspaceId,
            actor,
            action: 'account.password',
            subject: String(account.id),
            at: clock.now(),
          })
          if (principal.kind !== 'session') return undefined
          const { userId, workspaceId, roleHint } = principal
          const hint = typeof roleHint === 'string' ? roleHint : null
          return sessions.open(tx, { userId, workspaceId, roleHint: hint }, actor)
        },
      })
    },

    /**
     * Mails a link. What is done for an unknown address is the same: a link that leads nowhere, a mail to nobody
     * (security case 31). One that was mailed enough has links that still work, and gets no more for now.
     */
    async requestReset({ email }: PasswordResetRequest, { address }: Browser): Promise<void> {
      const enough = limits.passwordReset(email, address)
      await db.transaction(async (tx) => {
        const user = await store.findUserByEmail(tx, email)
        const decoy = user === undefined || enough
        const { token, expiresAt } = await issueLink(
          tx,
          { purpose: 'password_reset', userId: decoy ? null : user.id },
          clock.now(),
        )
        await outbox.write(tx, {
          kind: 'password_reset',
          userId: decoy ? null : user.id,
          to: user?.email ?? email,
          expiresAt,
          decoy,
          ...passwordResetMail(baseUrl(), user?.name ?? '', token),
        })
      })
    },

    /** Sets a password by a mailed link. All sessions end; the second factor is still asked for afterwards. */
    async confirmReset({ token, password }: PasswordReset, browser: Browser): Promise<void> {
      const link = await requireLink(db, 'password_reset', token, clock.now())
      const passwordHash = await hashPassword(password)
      const user = { id: link.user_id, email: link.user_email, name: link.user_name }
      await access.transaction(db, [userTag(user.id)], async (tx) => {
        const account = await store.lockAccount(tx, user.id, 'change')
        await spendLink(tx, token)
        const now = clock.now()
        await setPassword(tx, user, passwordHash, browser)
        // Who read the mail has shown that the address is theirs.
        if (account?.email_verified_at === null)
          await store.updateUser(tx, user.id, { email_verified_at: now })
        const [workspaceId = null] = await store.listAudiences(tx, user.id)
        const principal = { kind: 'session', userId: user.id } as SessionPrincipal
        await recordAudit(tx, {
          workspaceId,
          actor: { principal, address: browser.address },
          action: 'account.password_reset',
          subject: String(user.id),
          at: now,
        })
      })
      limits.trust(user.email, browser.address)
    },
  }
}
