import { Problem } from '../../contract/errors.ts'
import type { Queryable, Tx } from '../../db/port.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { hashBackupCode } from './backup-codes.ts'
import * as store from './second-factor-store.ts'
import { looksLikeTotp, matchStep } from './totp.ts'

/** Where a seed's ciphertext belongs. */
const context = (userId: number): string => `second_factor:${userId}`

export const sealSeed = (masterKey: MasterKey, userId: number, seed: string): Buffer =>
  masterKey.encrypt(seed, context(userId))

export const openSeed = (masterKey: MasterKey, userId: number, ciphertext: Uint8Array): string =>
  masterKey.decrypt(ciphertext, context(userId))

/** What an account shows of its second factor. */
export async function describeFactor(db: Queryable, userId: number) {
  const enabled = await store.hasFactor(db, userId)
  return { enabled, codes_left: enabled ? await store.countBackupCodes(db, userId) : 0 }
}

async function takeTotp(
  tx: Tx,
  masterKey: MasterKey,
  factor: { user_id: number; seed: Buffer; last_step: number },
  code: string,
  now: Date,
): Promise<boolean> {
  const seed = openSeed(masterKey, factor.user_id, factor.seed)
  const step = matchStep(seed, code, now, factor.last_step)
  return step !== undefined && (await store.takeStep(tx, factor.user_id, step)) > 0
}

/**
 * Takes a code of the account's second factor, of its authenticator or one of the backup codes, so that it works no
 * second time. Throws `invalid_credentials` when it is wrong, used or missing. An account without a second factor
 * needs none.
 */
export async function spendCode(
  tx: Tx,
  masterKey: MasterKey,
  userId: number,
  code: string | undefined,
  now: Date,
): Promise<void> {
  const factor = await store.lockFactor(tx, userId)
  if (factor === undefined || factor.confirmed_at === null) return
  const typed = code?.replaceAll(/\s/g, '') ?? ''
  const backup = hashBackupCode(typed)
  const fits = looksLikeTotp(typed)
    ? await takeTotp(tx, masterKey, factor, typed, now)
    : backup !== undefined && (await store.deleteBackupCode(tx, userId, backup)) > 0
  if (!fits) throw new Problem('invalid_credentials')
}

/** Encrypts every seed anew, from one master key to another. Returns how many there were. */
export async function reencryptSeeds(tx: Tx, from: MasterKey, to: MasterKey): Promise<number> {
  const seeds = await store.lockSeeds(tx)
  for (const { user_id, seed } of seeds)
    await store.replaceSeed(tx, user_id, sealSeed(to, user_id, openSeed(from, user_id, seed)))
  return seeds.length
}
