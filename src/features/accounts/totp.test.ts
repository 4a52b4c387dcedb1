import { HOTP, Secret, URI } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { backupCodeCount, hashBackupCode, newBackupCodes } from './backup-codes.ts'
import { looksLikeTotp, matchStep, newSeed, seedUrl } from './totp.ts'

/** RFC 6238, appendix B: the seed is the ASCII text 12345678901234567890. */
const rfcSeed = Secret.fromLatin1('12345678901234567890').base32
const rfcVectors: [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
]

describe('codes', () => {
  test.each(rfcVectors)('of RFC 6238 at %i s', (seconds, code) => {
    expect(matchStep(rfcSeed, code, new Date(seconds * 1_000), 0)).toBe(Math.floor(seconds / 30))
  })

  test('count one step before and one after, and no further', () => {
    const step = 60_000_000
    const code = HOTP.generate({ secret: Secret.fromBase32(rfcSeed), counter: step, algorithm: 'SHA1' })
    const at = (offsetMs: number) => matchStep(rfcSeed, code, new Date(step * 30_000 + offsetMs), 0)
    expect([-30_001, -30_000, 0, 29_999, 30_000, 59_999, 60_000].map(at)).toEqual([
      undefined,
      ...Array(5).fill(step),
      undefined,
    ])
  })

  test('of a step that was taken, or an earlier one, count no more', () => {
    const now = new Date(1_111_111_111_000)
    const step = Math.floor(now.getTime() / 30_000)
    expect(matchStep(rfcSeed, '050471', now, step - 1)).toBe(step)
    expect(matchStep(rfcSeed, '050471', now, step)).toBeUndefined()
    expect(matchStep(rfcSeed, '081804', now, step)).toBeUndefined()
  })

  test('are six digits and nothing else', () => {
    expect(looksLikeTotp('000000')).toBe(true)
    for (const other of ['', '12345', '1234567', '12345a', '１２３４５６', '-12345', '123456\n'])
      expect(looksLikeTotp(other)).toBe(false)
  })
})

test('a seed has 160 bits, and its URL says what every authenticator expects', () => {
  const seed = newSeed()
  expect(seed).toMatch(/^[A-Z2-7]{32}$/)
  expect(newSeed()).not.toBe(seed)
  const url = seedUrl(seed, 'ada+shop@example.com')
  expect(url).toMatch(/^otpauth:\/\/totp\/Fabwire:ada%2Bshop%40example\.com\?/)
  expect(URI.parse(url)).toMatchObject({
    issuer: 'Fabwire',
    label: 'ada+shop@example.com',
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
  })
})

describe('backup codes', () => {
  test('are ten, all different, easy to type', () => {
    const codes = newBackupCodes()
    expect(codes).toHaveLength(backupCodeCount)
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
  })

  test('are the same however they are typed', () => {
    const hash = hashBackupCode('abcd-efgh-ijkl-mn27')
    for (const typed of ['ABCD-EFGH-IJKL-MN27', 'abcdefghijklmn27', ' abcd efgh ijkl mn27 '])
      expect(hashBackupCode(typed)).toEqual(hash)
    expect(hashBackupCode('abcd-efgh-ijkl-mn26')).not.toEqual(hash)
  })

  test('are nothing else', () => {
    for (const other of ['', '123456', 'abcd-efgh-ijkl-mn2', 'abcd-efgh-ijkl-mn271', 'abcd-efgh-ijkl-mn18'])
      expect(hashBackupCode(other)).toBeUndefined()
  })
})
