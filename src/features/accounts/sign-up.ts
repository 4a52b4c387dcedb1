import type { SignUpInput } from '../../contract/accounts.ts'
import { Problem } from '../../contract/errors.ts'
import { isUniqueViolation, type Tx } from '../../db/port.ts'
import type { SessionPrincipal } from '../../domain/access/principal.ts'
import { sameSecret } from '../../platform/crypto.ts'
import { recordAudit } from '../audit/index.ts'
import { createWorkspace } from '../workspace/index.ts'
import type { Browser } from './browser.ts'
import type { Home } from './home.ts'
import type { AccountsOptions } from './options.ts'
import { hashPassword } from './passwords.ts'
import type { SignedIn, SignIns } from './sign-in.ts'
import * as store from './store.ts'
import { sendVerification } from './verification.ts'

export function signUpService(options: AccountsOptions, signIns: SignIns) {
  const { db, clock, limits } = options

  const mayMakeFirst = (input: SignUpInput, browser: Browser): boolean => {
    const { token, alwaysNeeded } = options.setup
    if (!alwaysNeeded && !browser.forwarded) return true
    return sameSecret(token, input.setup_token ?? '')
  }

  async function makeWorkspace(tx: Tx, input: SignUpInput, name: string, browser: Browser): Promise<Home> {
    await store.lockSetup(tx)
    if ((await store.countWorkspaces(tx)) > 0) {
      if (options.workspaceSignUp !== 'open') throw new Problem('sign_up_closed')
    } else if (!mayMakeFirst(input, browser)) {
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

  async function makeAccount(tx: Tx, input: SignUpInput, passwordHash: string, browser: Browser) {
    const now = clock.now()
    const home = input.workspace
      ? await makeWorkspace(tx, input, input.workspace.name, browser)
      : await findShop(tx, input.shop)
    const row = { email: input.email, name: input.name, password_hash: passwordHash, created_at: now }
    const id = await store.insertUser(tx, row)
    const role = home.role ?? ''
    await store.insertMembership(tx, { user_id: id, workspace_id: home.id, role, created_at: now })
    const user = { id, email: input.email, name: input.name }
    await sendVerification(tx, options, user, user.email)
    const principal = { kind: 'session', userId: id } as SessionPrincipal
    await recordAudit(tx, {
      workspaceId: home.id,
      actor: { principal, address: browser.address },
      action: 'account.create',
      subject: String(id),
      after: { name: user.name, role },
      at: now,
    })
    return signIns.open(tx, user, home, browser, { isNew: true })
  }

  return {
    /** A new account: with `workspace` the owner of a new shop, else a customer of the one that is there. */
    signUp(input: SignUpInput, browser: Browser): Promise<SignedIn> {
      return limits.signUp(input.email, browser.address, async () => {
        const passwordHash = await hashPassword(input.password)
        try {
          return await db.transaction((tx) => makeAccount(tx, input, passwordHash, browser))
        } catch (error) {
          if (isUniqueViolation(error, 'users_email')) throw new Problem('email_taken')
          throw error
        }
      })
    },

    /** What somebody at this browser can sign up as. */
    async signUpOptions(browser: Browser) {
      const needsSetUp = (await store.countWorkspaces(db)) === 0
      return {
        needs_set_up: needsSetUp,
        needs_set_up_token: needsSetUp && (options.setup.alwaysNeeded || browser.forwarded),
        customer_sign_up: options.customerSignUp,
        workspace_sign_up: options.workspaceSignUp,
      }
    },

    /** True while there is no workspace: the first sign-up with one becomes its owner. */
    async needsSetUp(): Promise<boolean> {
      return (await store.countWorkspaces(db)) === 0
    },
  }
}
