import { notFound, Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import { userTag } from '../credentials/index.ts'
import type { UserAtBrowser } from './browser.ts'
import { knownDevice } from './devices.ts'
import type { AccountsOptions } from './options.ts'
import { verifyPassword } from './passwords.ts'
import { spendCode } from './second-factor.ts'
import * as store from './store.ts'

/** What somebody who is signed in shows once more before the account itself is changed. */
export interface Proof {
  password: string
  /** Of the second factor, where the account has one. */
  code?: string | undefined
}

export type Account = NonNullable<Awaited<ReturnType<typeof store.findAccount>>>

export type WithProof = ReturnType<typeof proofService>

export const nothingToPrepare = async (): Promise<void> => {}

/** What is changed, and what takes time and is done before the transaction. */
export interface ProvenWork<P, T> {
  prepare(): Promise<P>
  change(tx: Tx, account: Account, prepared: P): Promise<T>
}

/**
 * Runs a change of the account in a transaction of its own, once the password (and the code, where there is a second
 * factor) has been shown anew, whatever the credential. Wrong ones count as guesses at the account do. Every node
 * hears of the change.
 */
export function proofService(options: AccountsOptions) {
  const { db, clock, access, limits, masterKey } = options
  return async function withProof<P, T>(
    actor: UserAtBrowser,
    proof: Proof,
    { prepare, change }: ProvenWork<P, T>,
  ): Promise<T> {
    const account = await store.findAccount(db, actor.principal.userId)
    if (account === undefined) throw notFound()
    const device = await knownDevice(db, account.email, actor)
    return limits.signIn({ account: account.email, address: actor.address, device }, async () => {
      if (!(await verifyPassword(account.password_hash, proof.password)))
        throw new Problem('invalid_credentials')
      const prepared = await prepare()
      return access.transaction(db, [userTag(account.id)], async (tx) => {
        const current = await store.lockAccount(tx, account.id, 'change')
        if (current?.password_hash !== account.password_hash) throw new Problem('invalid_credentials')
        await spendCode(tx, masterKey, account.id, proof.code, clock.now())
        return change(tx, current, prepared)
      })
    })
  }
}
