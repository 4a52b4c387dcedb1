import type { SecondFactorConfirm, SecondFactorEnroll, SecondFactorRemove } from '../../contract/accounts.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import { recordAudit } from '../audit/index.ts'
import { userTag } from '../credentials/index.ts'
import { hashBackupCode, newBackupCodes } from './backup-codes.ts'
import type { UserAtBrowser } from './browser.ts'
import { deleteChallengesOf } from './challenge-store.ts'
import type { AccountsOptions } from './options.ts'
import { nothingToPrepare, type WithProof } from './proof.ts'
import { openSeed, sealSeed } from './second-factor.ts'
import * as store from './second-factor-store.ts'
import { announceSecurity } from './security-notices.ts'
import { findAccount, lockAccount } from './store.ts'
import { matchStep, newSeed, seedUrl } from './totp.ts'

/** An enrolment that is not confirmed within this time starts over. */
const pendingMs = 3_600_000

const wrongState = (detail: string) => new Problem('invalid_transition', { detail })
const isOn = () => wrongState('Two-factor authentication is on; turn it off first.')
const isOff = () => wrongState('Two-factor authentication is off.')
const notBegun = () => wrongState('Two-factor authentication is off, and no enrolment is under way.')

/** The second factor of an account: how it is turned on and off. */
export function secondFactorService(options: AccountsOptions, withProof: WithProof) {
  const { db, clock, access, limits, masterKey } = options

  const audit = (tx: Tx, actor: UserAtBrowser, verb: 'enroll' | 'enable' | 'disable') =>
    recordAudit(tx, {
      workspaceId: actor.principal.workspaceId,
      actor,
      action: `second_factor.${verb}`,
      subject: String(actor.principal.userId),
      at: clock.now(),
    })

  /** Holds the seed that waits for its first code. */
  async function lockPending(tx: Tx, userId: number) {
    const factor = await store.lockFactor(tx, userId)
    if (factor === undefined) throw notBegun()
    if (factor.confirmed_at !== null) throw isOn()
    if (clock.now().getTime() - factor.created_at.getTime() >= pendingMs) throw notBegun()
    return factor
  }

  return {
    /** A new seed, which counts once a code has shown that the authenticator has it. */
    async enroll(actor: UserAtBrowser, { password }: SecondFactorEnroll) {
      if (await store.hasFactor(db, actor.principal.userId)) throw isOn()
      return withProof(
        actor,
        { password },
        {
          prepare: nothingToPrepare,
          async change(tx, account) {
            const seed = newSeed()
            const sealed = sealSeed(masterKey, account.id, seed)
            if ((await store.putPendingSeed(tx, account.id, sealed, clock.now())) === 0) throw isOn()
            await audit(tx, actor, 'enroll')
            return { secret: seed, otpauth_url: seedUrl(seed, account.email) }
          },
        },
      )
    },

    /** Turns it on. The backup codes are shown this once. */
    async confirm(actor: UserAtBrowser, { code }: SecondFactorConfirm): Promise<{ backup_codes: string[] }> {
      const { userId } = actor.principal
      const account = await findAccount(db, userId)
      if (account === undefined) throw notFound()
      const codes = newBackupCodes()
      return limits.signIn({ account: account.email, address: actor.address }, () =>
        access.transaction(db, [userTag(userId)], async (tx) => {
          const user = await lockAccount(tx, userId, 'change')
          if (user === undefined) throw notFound()
          const pending = await lockPending(tx, userId)
          const seed = openSeed(masterKey, userId, pending.seed)
          const step = matchStep(seed, code.replaceAll(/\s/g, ''), clock.now(), 0)
          if (step === undefined) throw new Problem('invalid_credentials')
          await store.confirmFactor(tx, userId, clock.now(), step)
          await store.insertBackupCodes(tx, userId, codes.map(hashBackupCode) as Buffer[])
          await announceSecurity(tx, options, 'security.2fa_enabled', user, actor)
          await audit(tx, actor, 'enable')
          return { backup_codes: codes }
        }),
      )
    },

    /** Turns it off, with the password and one more code. */
    async remove(actor: UserAtBrowser, proof: SecondFactorRemove): Promise<void> {
      await withProof(actor, proof, {
        prepare: nothingToPrepare,
        async change(tx, account) {
          const factor = await store.lockFactor(tx, account.id)
          if (factor === undefined || factor.confirmed_at === null) throw isOff()
          await store.deleteFactor(tx, account.id)
          await deleteChallengesOf(tx, account.id)
          await announceSecurity(tx, options, 'security.2fa_disabled', account, actor)
          await audit(tx, actor, 'disable')
        },
      })
    },
  }
}
