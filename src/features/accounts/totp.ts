import { Secret, TOTP } from 'otpauth'
import { sameSecret } from '../../platform/crypto.ts'

/** RFC 6238 as every authenticator knows it. */
const scheme = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const stepMs = scheme.period * 1_000
/** Clocks differ, and people type slowly: the step before and the one after count too. */
const window = [-1, 0, 1] as const

const codeForm = /^\d{6}$/
const seedBytes = 20

/** A new seed in base32, to be typed where no camera is at hand. */
export const newSeed = (): string => new Secret({ size: seedBytes }).base32

/** What the QR code says. */
export const seedUrl = (seed: string, email: string): string =>
  new TOTP({ ...scheme, issuer: 'Fabwire', label: email, secret: Secret.fromBase32(seed) }).toString()

/** The code of a time step. */
const codeOf = (seed: string, step: number): string =>
  TOTP.generate({ ...scheme, secret: Secret.fromBase32(seed), timestamp: step * stepMs })

/** True for what could be a code of an authenticator; anything else may be a backup code. */
export const looksLikeTotp = (code: string): boolean => codeForm.test(code)

/**
 * The time step whose code this is, later than `lastStep`; undefined when there is none. A code is good from 30 s
 * before its step to 30 s after it.
 */
export function matchStep(seed: string, code: string, now: Date, lastStep: number): number | undefined {
  const current = Math.floor(now.getTime() / stepMs)
  const steps = window.map((offset) => current + offset)
  // All are computed and compared, whichever fits.
  const fitting = steps.filter((step) => sameSecret(codeOf(seed, step), code))
  return fitting.find((step) => step > lastStep)
}
