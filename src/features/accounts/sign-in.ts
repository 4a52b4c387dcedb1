import type { SignInInput } from '../../contract/accounts.ts'
import { Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import type { Browser } from './browser.ts'
import { knownDevice, recogniseDevice } from './devices.ts'
import { type Home, requireHome } from './home.ts'
import type { AccountsOptions } from './options.ts'
import { verifyPassword } from './passwords.ts'
import { type AccountHolder, announceSecurity } from './security-notices.ts'
import type { Sessions } from './sessions.ts'
import * as store from './store.ts'

export interface SignedIn {
  user: AccountHolder
  workspace: Home
  /** The session cookie's value. */
  sessionToken: string
  /** The value of the cookie by which the account knows this browser from now on. */
  deviceToken: string
}

export type SignIns = ReturnType<typeof signInService>

export function signInService(options: AccountsOptions, sessions: Sessions) {
  const { db, clock, limits } = options

  /**
   * Signs somebody in, in the transaction that has found out that they may. From a browser that the account does not
   * know its owner is told, unless the account is new.
   */
  async function open(
    tx: Tx,
    user: AccountHolder,
    home: Home,
    browser: Browser,
    { isNew }: { isNew: boolean },
  ): Promise<SignedIn> {
    const owner = { userId: user.id, workspaceId: home.id, roleHint: home.role }
    const sessionToken = await sessions.open(tx, owner, browser)
    const device = await recogniseDevice(tx, user.id, browser, clock.now())
    limits.trust(user.email, browser.address)
    if (!isNew && !device.known) await announceSecurity(tx, options, 'security.new_login', user, browser)
    const { id, email, name } = user
    return { user: { id, email, name }, workspace: home, sessionToken, deviceToken: device.token }
  }

  return {
    open,

    async signIn(input: SignInInput, browser: Browser): Promise<SignedIn> {
      const device = await knownDevice(db, input.email, browser)
      const work = async () => {
        const user = await store.findUserByEmail(db, input.email.trim())
        const fits = await verifyPassword(user?.password_hash, input.password)
        if (!user || !fits) throw new Problem('invalid_credentials')
        const home = await requireHome(db, user.id)
        return db.transaction(async (tx) => {
          // Nobody gets in with a password that was changed while it was being checked.
          const current = await store.lockAccount(tx, user.id, 'share')
          if (current?.password_hash !== user.password_hash) throw new Problem('invalid_credentials')
          return open(tx, user, home, browser, { isNew: false })
        })
      }
      return limits.signIn({ account: input.email, address: browser.address, device }, work)
    },

    /** Ends the session of a cookie; a cookie that names none is fine. */
    signOut: (sessionToken: string | undefined): Promise<void> => sessions.end(db, sessionToken),
  }
}
