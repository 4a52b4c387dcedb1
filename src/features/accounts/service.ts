import type { SignInInput, SignUpInput } from '../../contract/accounts.ts'
import { uuidForm } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import { type Db, isUniqueViolation, type Tx } from '../../db/port.ts'
import type { Plan } from '../../domain/access/plans.ts'
import type { SessionPrincipal, UserPrincipal } from '../../domain/access/principal.ts'
import { parseRole } from '../../domain/access/roles.ts'
import type { Clock } from '../../platform/clock.ts'
import { sameSecret } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { createWorkspace } from '../workspace/index.ts'
import { type Home, requireHome } from './home.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { SessionTokens, sessionLifetimeMs } from './session-token.ts'
import * as store from './store.ts'

export interface AccountsOptions {
  db: Db
  clock: Clock
  sessionKey: Uint8Array
  customerSignUp: 'open' | 'invite'
  workspaceSignUp: 'open' | 'closed'
  /** Needed to make the first workspace; undefined where only this machine reaches the server. */
  setupToken: string | undefined
}

/** From where somebody signs in. */
export interface Device {
  address: string
  userAgent: string
}

export interface SignedIn {
  user: { id: number; email: string; name: string }
  workspace: Home
  /** The session cookie's value. */
  sessionToken: string
}

export type AccountService = ReturnType<typeof accountService>

export function accountService(options: AccountsOptions) {
  const { db, clock } = options
  const sessions = new SessionTokens(options.sessionKey, clock)

  async function openSession(tx: Tx, userId: number, home: Home, device: Device): Promise<string> {
    const now = clock.now()
    const expiresAt = new Date(now.getTime() + sessionLifetimeMs)
    const id = newId(now)
    await store.insertSession(tx, {
      id,
      user_id: userId,
      workspace_id: home.id,
      role_hint: home.role,
      address: device.address,
      user_agent: device.userAgent.slice(0, 400),
      created_at: now,
      expires_at: expiresAt,
    })
    return sessions.sign({ sessionId: id, userId, roleHint: home.role }, expiresAt)
  }

  async function makeFirstOrFurtherWorkspace(tx: Tx, input: SignUpInput, name: string): Promise<Home> {
    await store.lockSetup(tx)
    if ((await store.countWorkspaces(tx)) > 0) {
      if (options.workspaceSignUp !== 'open') throw new Problem('sign_up_closed')
    } else if (options.setupToken !== undefined && !sameSecret(options.setupToken, input.setup_token ?? '')) {
      throw new Problem('setup_token_required')
    }
    return { ...(await createWorkspace(tx, name, clock.now())), role: 'owner' }
  }

  async function findShop(tx: Tx, slug: string | undefined): Promise<Home> {
    const [shop, another] = await store.findShops(tx, slug)
    const wrongShop = (message: string) =>
      new Problem('validation_failed', { errors: [{ path: 'shop', message }] })
    if (shop === undefined)
      throw slug === undefined ? new Problem('no_workspace') : wrongShop('is not a shop here')
    if (another !== undefined) throw wrongShop('is needed: there are several shops here')
    if (options.customerSignUp !== 'open') throw new Problem('sign_up_closed')
    return { ...shop, role: 'customer' }
  }

  return {
    /** A new account: with `workspace` the owner of a new shop, else a customer of the one that is there. */
    async signUp(input: SignUpInput, device: Device): Promise<SignedIn> {
      const passwordHash = await hashPassword(input.password)
      const now = clock.now()
      try {
        return await db.transaction(async (tx) => {
          const home = input.workspace
            ? await makeFirstOrFurtherWorkspace(tx, input, input.workspace.name)
            : await findShop(tx, input.shop)
          const user = { email: input.email, name: input.name }
          const id = await store.insertUser(tx, { ...user, password_hash: passwordHash, created_at: now })
          const role = home.role ?? ''
          await store.insertMembership(tx, { user_id: id, workspace_id: home.id, role, created_at: now })
          const sessionToken = await openSession(tx, id, home, device)
          const principal = { kind: 'session', userId: id } as SessionPrincipal
          await recordAudit(tx, {
            workspaceId: home.id,
            actor: { principal, address: device.address },
            action: 'account.create',
            subject: String(id),
            after: { name: user.name, role },
            at: now,
          })
          return { user: { id, ...user }, workspace: home, sessionToken }
        })
      } catch (error) {
        if (isUniqueViolation(error, 'users_email')) throw new Problem('email_taken')
        throw error
      }
    },

    /** True while there is no workspace: the first sign-up with one becomes its owner. */
    async needsSetUp(): Promise<boolean> {
      return (await store.countWorkspaces(db)) === 0
    },

    async signIn(input: SignInInput, device: Device): Promise<SignedIn> {
      const user = await store.findUserByEmail(db, input.email.trim())
      const fits = await verifyPassword(user?.password_hash, input.password)
      if (!user || !fits) throw new Problem('invalid_credentials')
      const home = await requireHome(db, user.id)
      const sessionToken = await db.transaction((tx) => openSession(tx, user.id, home, device))
      return { user: { id: user.id, email: user.email, name: user.name }, workspace: home, sessionToken }
    },

    /** Ends the session of a cookie; a cookie that names none is fine. */
    async signOut(sessionToken: string | undefined): Promise<void> {
      const claims = sessionToken === undefined ? null : await sessions.read(sessionToken)
      if (claims) await store.deleteSession(db, claims.sessionId)
    },

    /** Who a session cookie stands for right now. */
    async authenticate(sessionToken: string): Promise<SessionPrincipal | null> {
      const claims = await sessions.read(sessionToken)
      if (claims === null || !uuidForm.test(claims.sessionId)) return null
      const row = await store.findLiveSession(db, claims.sessionId, claims.userId, clock.now())
      if (row === undefined) return null
      return {
        kind: 'session',
        sessionId: row.id,
        userId: row.user_id,
        workspaceId: row.workspace_id,
        plan: row.plan as Plan,
        role: parseRole(row.role),
        roleHint: claims.roleHint,
        expiresAt: row.expires_at,
      }
    },

    async profile(principal: UserPrincipal) {
      const user = await store.findUser(db, principal.userId)
      if (user === undefined) throw notFound()
      const workspace = await store.findWorkspace(db, principal.workspaceId)
      return {
        id: user.id,
        email: user.email,
        name: user.name,
        created_at: user.created_at.toISOString(),
        workspace: { ...workspace, role: principal.role },
      }
    },
  }
}
