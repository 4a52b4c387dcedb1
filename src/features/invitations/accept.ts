import type { CustomerTerms } from '../../contract/customers.ts'
import { type FieldError, notFound, Problem } from '../../contract/errors.ts'
import type { AcceptInput } from '../../contract/invitations.ts'
import { isUniqueViolation, type Tx } from '../../db/port.ts'
import type { SessionPrincipal } from '../../domain/access/principal.ts'
import type { Role } from '../../domain/access/roles.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { AccountHolder, Browser, SignedIn } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { joinWorkspace } from '../workspace/index.ts'
import type { InvitationOptions } from './options.ts'
import { statusOf } from './standing.ts'
import * as store from './store.ts'

/** As long as for a sign-up. */
const leastPasswordLength = 8

/** Using the link of an invitation. It alone binds: an equal address does not (product.md, "Signing in"). */
export function acceptService({ db, clock, joining }: InvitationOptions) {
  /** The invitation behind a link that still works; what does not is as one that never was. */
  async function find(token: string): Promise<store.InvitationRow> {
    const row = await store.findBySecret(db, sha256(token))
    if (row === undefined || statusOf(row, clock.now()) !== 'open') throw notFound()
    return row
  }

  /** Spends the invitation; of many at once, the first finds it. */
  async function spend(tx: Tx, id: string): Promise<store.InvitationRow> {
    const row = await store.lockInvitation(tx, id)
    if (row === undefined || statusOf(row, clock.now()) !== 'open') throw notFound()
    await store.deleteInvitation(tx, row.id)
    return row
  }

  /** Makes the membership and opens a session in the workspace. */
  async function join(
    tx: Tx,
    invitation: store.InvitationRow,
    user: AccountHolder,
    browser: Browser,
    isNew: boolean,
  ): Promise<SignedIn> {
    const { workspace_id: workspaceId, role } = invitation
    const now = clock.now()
    const membership = { workspaceId, userId: user.id, role: role as Role, joinedAt: now }
    const terms = role === 'customer' ? (invitation.terms as CustomerTerms) : {}
    if (!(await joinWorkspace(tx, membership, terms))) throw new Problem('already_member')
    const principal = { kind: 'session', userId: user.id } as SessionPrincipal
    await recordAudit(tx, {
      workspaceId,
      actor: { principal, address: browser.address },
      action: 'invitation.accept',
      subject: invitation.id,
      after: { user_id: user.id, role },
      at: now,
    })
    const workspace = await store.findWorkspace(tx, workspaceId)
    return joining.open(tx, user, { ...workspace, role }, browser, { isNew })
  }

  function requireNewPerson({ name: proposed }: store.InvitationRow, { name, password }: AcceptInput) {
    const errors: FieldError[] = []
    const called = name ?? proposed
    if (called === null) errors.push({ path: 'name', message: 'is needed for a new account' })
    if (password === undefined) errors.push({ path: 'password', message: 'is needed for a new account' })
    else if (password.length < leastPasswordLength)
      errors.push({ path: 'password', message: `must have at least ${leastPasswordLength} characters` })
    if (called === null || password === undefined || errors.length > 0)
      throw new Problem('validation_failed', { errors })
    return { name: called, password }
  }

  /** With a new account. Undefined when the address has got one meanwhile. */
  async function acceptAnew(
    invitation: store.InvitationRow,
    input: AcceptInput,
    browser: Browser,
  ): Promise<SignedIn | undefined> {
    const { name, password } = requireNewPerson(invitation, input)
    const passwordHash = await joining.hashPassword(password)
    try {
      return await db.transaction(async (tx) => {
        const row = await spend(tx, invitation.id)
        const person = { email: row.email, name, passwordHash }
        const user = await joining.makeAccount(tx, person, row.workspace_id, browser)
        return join(tx, row, user, browser, true)
      })
    } catch (error) {
      if (isUniqueViolation(error, 'users_email')) return undefined
      throw error
    }
  }

  return {
    /** What whoever holds the link may know. */
    async look(token: string) {
      const row = await find(token)
      const { name, slug } = await store.findWorkspace(db, row.workspace_id)
      return {
        workspace: { name, slug },
        email: row.email,
        name: row.name,
        role: row.role,
        account_exists: (await joining.find(row.email)) !== undefined,
        expires_at: row.expires_at.toISOString(),
      }
    },

    /**
     * Accepts with the account of the address, which shows itself by its session or its password, or else with a new
     * one.
     */
    async accept(token: string, input: AcceptInput, browser: Browser): Promise<SignedIn> {
      const invitation = await find(token)
      let account = await joining.find(invitation.email)
      if (account === undefined) {
        const signedIn = await acceptAnew(invitation, input, browser)
        if (signedIn !== undefined) return signedIn
        account = await joining.find(invitation.email)
      }
      // An account that is disabled: nobody can show it to be theirs.
      if (account === undefined) throw new Problem('email_taken')
      const user = account
      return joining.asAccount(user, input.password, browser, async (tx) =>
        join(tx, await spend(tx, invitation.id), user, browser, false),
      )
    },
  }
}
