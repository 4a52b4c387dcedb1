import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecryptionError, MasterKey, randomHex, sameSecret, sha256 } from './crypto.ts'

const key = new MasterKey(Buffer.alloc(32, 7))

describe('encryption at rest', () => {
  test('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, context) => {
        expect(key.decrypt(key.encrypt(text, context), context)).toBe(text)
      }),
    )
  })

  test('of the same text differs every time and shows nothing of it', () => {
    const a = key.encrypt('whsec_swordfish', 'webhook:1')
    const b = key.encrypt('whsec_swordfish', 'webhook:1')
    expect(a.equals(b)).toBe(false)
    expect(a.toString('latin1')).not.toContain('swordfish')
  })

  test('is bound to its place: it cannot be moved to another row', () => {
    const ciphertext = key.encrypt('secret', 'webhook:1')
    for (const context of ['webhook:2', 'webhook:', '', 'webhook:1 '])
      expect(() => key.decrypt(ciphertext, context)).toThrow(DecryptionError)
  })

  test('any change of any bit is found', () => {
    const ciphertext = key.encrypt('secret', 'c')
    for (let at = 0; at < ciphertext.length; at++) {
      const changed = Buffer.from(ciphertext)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => key.decrypt(changed, 'c')).toThrow(DecryptionError)
    }
  })

  test('so is any cut', () => {
    const ciphertext = key.encrypt('secret', 'c')
    for (let length = 0; length < ciphertext.length; length++)
      expect(() => key.decrypt(ciphertext.subarray(0, length), 'c')).toThrow(DecryptionError)
  })

  test('another key is told from damage', () => {
    const other = new MasterKey(Buffer.alloc(32, 8))
    expect(() => other.decrypt(key.encrypt('secret', 'c'), 'c')).toThrow('another master key')
    expect(() => key.decrypt(Buffer.from('plain text that is long enough to be one'), 'c')).toThrow(
      'not a ciphertext of this program',
    )
  })
})

describe('a master key', () => {
  test('has 32 bytes', () => {
    for (const bytes of [0, 16, 31, 33]) expect(() => new MasterKey(Buffer.alloc(bytes))).toThrow(RangeError)
  })

  test('has a fingerprint that names it and gives nothing away', () => {
    expect(key.fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(new MasterKey(Buffer.alloc(32, 7)).fingerprint).toBe(key.fingerprint)
    expect(new MasterKey(Buffer.alloc(32, 8)).fingerprint).not.toBe(key.fingerprint)
    expect(Buffer.alloc(32, 7).toString('hex')).not.toContain(key.fingerprint)
  })

  test('gives session cookies a key of their own', () => {
    expect(key.sessionKey).toHaveLength(32)
    expect(Buffer.from(key.sessionKey).equals(Buffer.alloc(32, 7))).toBe(false)
    expect(Buffer.from(key.sessionKey).toString('hex')).not.toContain(key.fingerprint)
  })
})

test('secrets are compared whole, whatever their lengths', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(sameSecret(a, a)).toBe(true)
      expect(sameSecret(a, b)).toBe(a === b)
    }),
  )
})

test('hashes and random digits are what they say', () => {
  expect(sha256('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
  expect(randomHex(28)).toMatch(/^[0-9a-f]{56}$/)
  expect(new Set(Array.from({ length: 1_000 }, () => randomHex(16))).size).toBe(1_000)
})
