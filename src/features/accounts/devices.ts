import type { Queryable, Tx } from '../../db/port.ts'
import { randomToken, sha256, tokenForm } from '../../platform/crypto.ts'
import type { Browser } from './browser.ts'
import { findDeviceByEmail, insertDevice, touchDevice } from './device-store.ts'

export interface RecognisedDevice {
  known: boolean
  /** For the cookie. */
  token: string
}

/**
 * Whether the account has seen this browser before; from now on it has. A cookie that the account does not know is
 * never adopted: whoever planted it would be taken for this browser later.
 */
export async function recogniseDevice(
  tx: Tx,
  userId: number,
  browser: Browser,
  at: Date,
): Promise<RecognisedDevice> {
  const shown = browser.deviceTokens.get(userId)
  if (shown !== undefined && tokenForm.test(shown) && (await touchDevice(tx, userId, sha256(shown), at)) > 0)
    return { known: true, token: shown }
  const token = randomToken()
  await insertDevice(tx, userId, sha256(token), at)
  return { known: false, token }
}

/** Names the browser when the account with this address knows it. Without device cookies it asks nobody. */
export async function knownDevice(
  db: Queryable,
  email: string,
  { deviceTokens }: Browser,
): Promise<string | undefined> {
  const shown = [...deviceTokens.values()].filter((token) => tokenForm.test(token))
  if (shown.length === 0) return undefined
  const found = await findDeviceByEmail(db, email.trim(), shown.map(sha256))
  return found?.token_hash.toString('base64')
}
