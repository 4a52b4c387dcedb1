import type { SignInCodeInput, SignInInput } from '../../contract/accounts.ts'
import { Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import { randomToken, sha256, tokenForm } from '../../platform/crypto.ts'
import type { Browser } from './browser.ts'
import { deleteChallenge, findChallenge, insertChallenge, takeTry } from './challenge-store.ts'
import { knownDevice, recogniseDevice } from './devices.ts'
import { type Home, requireHome } from './home.ts'
import type { AccountsOptions } from './options.ts'
import { verifyPassword } from './passwords.ts'
import { spendCode } from './second-factor.ts'
import { hasFactor } from './second-factor-store.ts'
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

/** The password was right; a code of the second factor is still to come. */
export interface SecondFactorAsked {
  second_factor: 'totp'
  challenge: string
}

const challengeLifetimeMs = 300_000
/** Six digits, of which three count at a time: more guesses than this are no slips. */
const mostTries = 5

export type SignIns = ReturnType<typeof signInService>

export function signInService(options: AccountsOptions, sessions: Sessions) {
  const { db, clock, limits, masterKey } = options

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

  async function challenge(tx: Tx, userId: number): Promise<SecondFactorAsked> {
    const token = randomToken()
    const now = clock.now()
    await insertChallenge(tx, {
      token_hash: sha256(token),
      user_id: userId,
      created_at: now,
      expires_at: new Date(now.getTime() + challengeLifetimeMs),
    })
    return { second_factor: 'totp', challenge: token }
  }

  return {
    open,

    async signIn(input: SignInInput, browser: Browser): Promise<SignedIn | SecondFactorAsked> {
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
          if (await hasFactor(tx, user.id)) return challenge(tx, user.id)
          return open(tx, user, home, browser, { isNew: false })
        })
      }
      return limits.signIn({ account: input.email, address: browser.address, device }, work)
    },

    /** The second half of a sign-in. Unknown, over and used-up challenges are refused as wrong codes are. */
    async signInWithCode({ challenge: token, code }: SignInCodeInput, browser: Browser): Promise<SignedIn> {
      const hash = sha256(token)
      const user = tokenForm.test(token) ? await findChallenge(db, hash, clock.now()) : undefined
      const device = user && (await knownDevice(db, user.email, browser))
      return limits.code({ account: user?.email, address: browser.address, device }, async () => {
        if (user === undefined || (await takeTry(db, hash, mostTries)) === 0)
          throw new Problem('invalid_credentials')
        const home = await requireHome(db, user.id)
        return db.transaction(async (tx) => {
          await store.lockAccount(tx, user.id, 'share')
          // A changed password or second factor has deleted it meanwhile.
          if ((await deleteChallenge(tx, hash)) === 0) throw new Problem('invalid_credentials')
          await spendCode(tx, masterKey, user.id, code, clock.now())
          return open(tx, user, home, browser, { isNew: false })
        })
      })
    },

    /** Ends the session of a cookie; a cookie that names none is fine. */
    signOut: (sessionToken: string | undefined): Promise<void> => sessions.end(db, sessionToken),
  }
}
