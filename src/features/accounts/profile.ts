import type { AccountPatch, EmailVerification } from '../../contract/accounts.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import { isUniqueViolation, type Tx } from '../../db/port.ts'
import type { SessionPrincipal, UserPrincipal } from '../../domain/access/principal.ts'
import { recordAudit } from '../audit/index.ts'
import { userTag } from '../credentials/index.ts'
import type { Browser, UserAtBrowser } from './browser.ts'
import { deleteLinksOf, findPendingEmail } from './link-store.ts'
import { requireLink, spendLink } from './links.ts'
import { emailChangedMail } from './mails.ts'
import type { AccountsOptions } from './options.ts'
import { type Account, nothingToPrepare, type WithProof } from './proof.ts'
import { describeFactor } from './second-factor.ts'
import * as store from './store.ts'
import { sendVerification } from './verification.ts'

/** A notice to an address that is no longer the account's. */
const noticeLifetimeMs = 7 * 86_400_000

const sameEmail = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** A token has no hint of its own: what it may see is what it may do. */
function hintOf(principal: UserPrincipal): string | null {
  const hint = principal.kind === 'session' ? principal.roleHint : principal.role
  return typeof hint === 'string' ? hint : null
}

export function profileService(options: AccountsOptions, withProof: WithProof) {
  const { db, clock, access, limits, outbox } = options

  async function read(principal: UserPrincipal) {
    const account = await store.findAccount(db, principal.userId)
    if (account === undefined) throw notFound()
    const pending = await findPendingEmail(db, account.id, clock.now())
    // A token is bound to its workspace, so it hears of no other.
    const homes = (await store.listHomes(db, account.id)).filter(
      ({ id }) => principal.kind === 'session' || id === principal.workspaceId,
    )
    const workspace = await store.findWorkspace(db, principal.workspaceId)
    const isOther = pending?.email && !sameEmail(pending.email, account.email)
    return {
      id: account.id,
      email: account.email,
      email_verified: account.email_verified_at !== null,
      pending_email: isOther ? pending.email : null,
      name: account.name,
      two_factor: await describeFactor(db, account.id),
      created_at: account.created_at.toISOString(),
      role_hint: hintOf(principal),
      workspace: { ...workspace, role: principal.role },
      workspaces: homes.map(({ suspended_at, ...home }) => ({ ...home, suspended: suspended_at !== null })),
    }
  }

  async function rename(tx: Tx, actor: UserAtBrowser, account: Account, name: string): Promise<void> {
    if (name === account.name) return
    await store.updateUser(tx, account.id, { name })
    await recordAudit(tx, {
      workspaceId: actor.principal.workspaceId,
      actor,
      action: 'account.update',
      subject: String(account.id),
      before: { name: account.name },
      after: { name },
      at: clock.now(),
    })
  }

  /** The account keeps its address until the link that goes to the new one was followed. */
  async function askForEmail(tx: Tx, actor: UserAtBrowser, account: Account, email: string): Promise<void> {
    limits.verification(email)
    await deleteLinksOf(tx, account.id, 'verify_email')
    await sendVerification(tx, options, account, email)
    await recordAudit(tx, {
      workspaceId: actor.principal.workspaceId,
      actor,
      action: 'account.email_request',
      subject: String(account.id),
      before: { email: account.email },
      after: { email },
      at: clock.now(),
    })
  }

  async function changeEmail(tx: Tx, account: Account, email: string, browser: Browser): Promise<void> {
    const now = clock.now()
    const isOther = !sameEmail(email, account.email)
    await store.updateUser(tx, account.id, { email, email_verified_at: now })
    await deleteLinksOf(tx, account.id)
    const [workspaceId = null] = await store.listAudiences(tx, account.id)
    const principal = { kind: 'session', userId: account.id } as SessionPrincipal
    await recordAudit(tx, {
      workspaceId,
      actor: { principal, address: browser.address },
      action: isOther ? 'account.email' : 'account.email_verified',
      subject: String(account.id),
      ...(isOther && { before: { email: account.email }, after: { email } }),
      at: now,
    })
    if (!isOther) return
    await outbox.write(tx, {
      kind: 'email_changed',
      userId: account.id,
      to: account.email,
      expiresAt: new Date(now.getTime() + noticeLifetimeMs),
      ...emailChangedMail(account.name),
    })
  }

  return {
    read,

    /**
     * Changes the name. Another address needs the password, for who has the mailbox has the account; the own one,
     * while it is not confirmed, gets its link again.
     */
    async update(actor: UserAtBrowser, { name, email, password, code }: AccountPatch) {
      const { userId } = actor.principal
      const before = await store.findAccount(db, userId)
      if (before === undefined) throw notFound()
      const isOther = email !== undefined && !sameEmail(email, before.email)
      const again = email !== undefined && !isOther && before.email_verified_at === null
      const change = async (tx: Tx, account: Account) => {
        if (name !== undefined) await rename(tx, actor, account, name)
        if (email !== undefined && (isOther || again))
          await askForEmail(tx, actor, account, isOther ? email : account.email)
      }
      if (isOther) {
        const errors = [{ path: 'password', message: 'is needed to change the address' }]
        if (password === undefined) throw new Problem('validation_failed', { errors })
        await withProof(actor, { password, code }, { prepare: nothingToPrepare, change })
      } else {
        await access.transaction(db, [userTag(userId)], async (tx) => {
          const account = await store.lockAccount(tx, userId, 'change')
          if (account === undefined) throw notFound()
          await change(tx, account)
        })
      }
      return read(actor.principal)
    },

    /** Follows a mailed link: the address is the account's now, and proven. */
    async verify({ token }: EmailVerification, browser: Browser): Promise<void> {
      const link = await requireLink(db, 'verify_email', token, clock.now())
      try {
        await access.transaction(db, [userTag(link.user_id)], async (tx) => {
          const account = await store.lockAccount(tx, link.user_id, 'change')
          await spendLink(tx, token)
          if (account) await changeEmail(tx, account, link.email ?? account.email, browser)
        })
      } catch (error) {
        if (isUniqueViolation(error, 'users_email')) throw new Problem('email_taken')
        throw error
      }
    },
  }
}
