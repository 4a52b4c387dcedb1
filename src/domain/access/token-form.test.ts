import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  composeToken,
  containsToken,
  isWellFormedToken,
  type TokenKind,
  tokenChecksum,
  tokenPrefix,
} from './token-form.ts'

const vectorsPath = resolve(import.meta.dirname, '../../../../shared/vectors/token-checksums.json')
const vectorsPresent = existsSync(vectorsPath)
if (!vectorsPresent) console.warn(`SKIPPED: the exact checksum cases; there is no ${vectorsPath}`)
const vectors: { random: string; checksum: string; token: string }[] = vectorsPresent
  ? JSON.parse(readFileSync(vectorsPath, 'utf8')).vectors
  : []

const kinds: TokenKind[] = ['pat', 'fwk']
const kind = fc.constantFrom(...kinds)
const random = fc
  .uint8Array({ minLength: 28, maxLength: 28 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const good = composeToken('pat', '0123456789abcdef'.repeat(4).slice(0, 56))

describe.skipIf(!vectorsPresent)('the exact cases', () => {
  it.each(vectors)('$token', ({ random: hex, checksum, token }) => {
    const of = token.slice(0, 3) as TokenKind
    expect(tokenChecksum(of, hex)).toBe(checksum)
    expect(composeToken(of, hex)).toBe(token)
    expect(isWellFormedToken(of, token)).toBe(true)
  })
})

test('the checksum is zlib’s CRC-32 of the kind and the random part', () => {
  fc.assert(
    fc.property(kind, random, (of, hex) => {
      expect(Number.parseInt(tokenChecksum(of, hex), 16)).toBe(crc32(`fabwire:${of}:${hex}`))
      expect(tokenChecksum(of, hex)).toMatch(/^[0-9a-f]{8}$/)
    }),
  )
})

test('what is composed is well formed, for its own kind only', () => {
  fc.assert(
    fc.property(kind, random, (of, hex) => {
      const token = composeToken(of, hex)
      expect(token).toMatch(/^(pat|fwk)_[0-9a-f]{64}$/)
      for (const other of kinds) expect(isWellFormedToken(other, token)).toBe(other === of)
      const swapped = (of === 'pat' ? 'fwk' : 'pat') + token.slice(3)
      for (const other of kinds) expect(isWellFormedToken(other, swapped)).toBe(false)
    }),
  )
})

test('a token with any one character changed, or two swapped, is refused', () => {
  const character = fc.constantFrom(...'0123456789abcdefABCDEFg_ -\0\n٣')
  fc.assert(
    fc.property(kind, random, fc.nat(67), fc.nat(67), character, (of, hex, at, other, by) => {
      const token = composeToken(of, hex)
      const changed = token.slice(0, at) + by + token.slice(at + 1)
      expect(isWellFormedToken(of, changed)).toBe(changed === token)
      const letters = [...token]
      const [a, b] = [letters[at] as string, letters[other] as string]
      letters[at] = b
      letters[other] = a
      expect(isWellFormedToken(of, letters.join(''))).toBe(letters.join('') === token)
    }),
    { numRuns: 500 },
  )
})

describe('junk', () => {
  it.each([
    ['63 hex', good.slice(0, -1)],
    ['65 hex', `${good}0`],
    ['upper case', good.toUpperCase()],
    ['upper-case hex', `pat_${good.slice(4).toUpperCase()}`],
    ['a dash', good.replace('_', '-')],
    ['Arabic digits', good.replaceAll('3', '٣')],
    ['full-width digits', good.replaceAll('3', '３')],
    ['a NUL', good.replace('3', '\0')],
    ['a space before', ` ${good}`],
    ['a newline after', `${good}\n`],
    ['nothing', ''],
    ['a megabyte', `pat_${'0'.repeat(1_000_000)}`],
  ])('%s is refused', (_, text) => {
    for (const each of kinds) expect(isWellFormedToken(each, text)).toBe(false)
  })

  it('of the wrong length makes no token', () => {
    expect(() => composeToken('pat', 'ab')).toThrow(RangeError)
  })
})

test('a token is seen anywhere in a text, by its form alone', () => {
  expect(containsToken(`see ${good}!`)).toBe(true)
  expect(containsToken(`x=fwk_${'0'.repeat(64)}`)).toBe(true)
  expect(containsToken(`pat_${'0'.repeat(63)}`)).toBe(false)
  expect(containsToken(`whsec_${'0'.repeat(64)}`)).toBe(false)
})

test('a list shows the kind and eight hex', () => {
  expect(tokenPrefix(good)).toBe('pat_01234567')
})
