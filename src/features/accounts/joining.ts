import { Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import type { SessionPrincipal } from '../../domain/access/principal.ts'
import { recordAudit } from '../audit/index.ts'
import { userTag } from '../credentials/index.ts'
import type { Browser } from './browser.ts'
import { knownDevice } from './devices.ts'
import type { AccountsOptions } from './options.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { hasFactor } from './second-factor-store.ts'
import type { AccountHolder } from './security-notices.ts'
import type { Sessions } from './sessions.ts'
import type { SignIns } from './sign-in.ts'
import * as store from './store.ts'
import { sendVerification } from './verification.ts'

/** An account that is about to be made. */
export interface NewPerson {
  email: string
  name: string
  passwordHash: string
}

type Account = NonNullable<Awaited<ReturnType<typeof store.findUserByEmail>>>

/** For those who join a workspace by a link: with an account that they show to be theirs, or with a new one. */
export function joiningService(options: AccountsOptions, sessions: Sessions, signIns: SignIns) {
  const { db, clock, access, limits } = options

  async function hasSessionOf(account: Account, { sessionToken }: Browser): Promise<boolean> {
    const session = sessionToken === undefined ? null : await sessions.authenticate(sessionToken)
    return session?.userId === account.id
  }

  return {
    hashPassword,
    open: signIns.open,

    /** The account with an address. */
    find: (email: string): Promise<Account | undefined> => store.findUserByEmail(db, email),

    /**
     * Runs `work` in a transaction once the account has shown itself: by a session of the browser's, or by its
     * password, of which wrong ones count as guesses at the account do.
     */
    async asAccount<T>(
      account: Account,
      password: string | undefined,
      browser: Browser,
      work: (tx: Tx) => Promise<T>,
    ): Promise<T> {
      const tags = [userTag(account.id)]
      if (await hasSessionOf(account, browser))
        return access.transaction(db, tags, async (tx) => {
          // It may have been deleted meanwhile.
          if ((await store.lockAccount(tx, account.id, 'share')) === undefined)
            throw new Problem('unauthenticated')
          return work(tx)
        })
      if (password === undefined)
        throw new Problem('unauthenticated', {
          detail: 'There is an account with this address: sign in to it first, or send its password.',
        })
      const device = await knownDevice(db, account.email, browser)
      return limits.signIn({ account: account.email, address: browser.address, device }, async () => {
        if (!(await verifyPassword(account.password_hash, password))) throw new Problem('invalid_credentials')
        return access.transaction(db, tags, async (tx) => {
          const current = await store.lockAccount(tx, account.id, 'share')
          if (current?.password_hash !== account.password_hash) throw new Problem('invalid_credentials')
          // No way in beside the one that asks for the code.
          if (await hasFactor(tx, account.id))
            throw new Problem('unauthenticated', {
              detail: 'This account asks for a second factor: sign in to it first.',
            })
          return work(tx)
        })
      })
    },

    /** Makes the account. Its address is not proven by a link that whoever invites has too, so that is mailed. */
    async makeAccount(
      tx: Tx,
      { email, name, passwordHash }: NewPerson,
      workspaceId: string,
      browser: Browser,
    ): Promise<AccountHolder> {
      const now = clock.now()
      const id = await store.insertUser(tx, { email, name, password_hash: passwordHash, created_at: now })
      const user = { id, email, name }
      await sendVerification(tx, options, user, email)
      const principal = { kind: 'session', userId: id } as SessionPrincipal
      await recordAudit(tx, {
        workspaceId,
        actor: { principal, address: browser.address },
        action: 'account.create',
        subject: String(id),
        after: { name },
        at: now,
      })
      return user
    },
  }
}
