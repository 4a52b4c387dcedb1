import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeToken, isWellFormedToken, type TokenKind } from '../src/domain/access/token-form.ts'
import { newWebhookSecret } from '../src/engine/index.ts'
import { randomHex } from '../src/platform/crypto.ts'

const folder = join(import.meta.dirname, '../docs/scanners')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** The expressions of a file, in the order of the file: tokens, keys, webhook secrets. */
const expressions = {
  'gitleaks.toml': [...read('gitleaks.toml').matchAll(/^regex = '''(.+)'''$/gm)].map(([, text = '']) => text),
  'trufflehog.yaml': [...read('trufflehog.yaml').matchAll(/^ {6}\w+: '(.+)'$/gm)].map(
    ([, text = '']) => text,
  ),
}
const keywords = {
  'gitleaks.toml': [...read('gitleaks.toml').matchAll(/^keywords = \["(.+)"\]$/gm)].map(([, word]) => word),
  'trufflehog.yaml': [...read('trufflehog.yaml').matchAll(/^ {6}- (\S+)$/gm)].map(([, word]) => word),
}

const kinds = ['pat', 'fwk'] as const
const mint = (kind: TokenKind): string => composeToken(kind, randomHex(28))

describe('the README', () => {
  test('computes the checksum as we do', async () => {
    const [, code = ''] = /```js\n([^`]*(?:`[^`]+`[^`]*)*?)```/.exec(read('README.md')) ?? []
    const module = `data:text/javascript,${encodeURIComponent(code.replace('const isMinted', 'export const isMinted'))}`
    const { isMinted } = (await import(module)) as { isMinted(hit: string): boolean }
    for (const kind of kinds) {
      const token = mint(kind)
      expect(isMinted(token)).toBe(true)
      const last = token.endsWith('0') ? '1' : '0'
      expect(isMinted(token.slice(0, -1) + last)).toBe(false)
      expect(isMinted(`${kind === 'pat' ? 'fwk' : 'pat'}${token.slice(3)}`)).toBe(false)
    }
  })
})

describe.each(['gitleaks.toml', 'trufflehog.yaml'] as const)('%s', (file) => {
  /** What the file's expressions find in a text: their first group, as both scanners report it. */
  const find = (text: string): string[] =>
    expressions[file].flatMap((expression) =>
      [...text.matchAll(new RegExp(expression, 'g'))].map(([, secret = '']) => secret),
    )

  test('has an expression for each kind of secret, behind its keyword', () => {
    expect(keywords[file]).toEqual(['pat_', 'fwk_', 'whsec_'])
    expect(expressions[file].map((expression) => /\((\w+_)\[/.exec(expression)?.[1])).toEqual(keywords[file])
  })

  test('uses what RE2 knows: no look-around, no back-reference', () => {
    expect(expressions[file].filter((expression) => /\(\?[=!<]|\\[1-9]/.test(expression))).toEqual([])
  })

  test('finds every secret that we mint', () => {
    for (let round = 0; round < 200; round++)
      for (const secret of [mint('pat'), mint('fwk'), newWebhookSecret()])
        expect(find(secret)).toEqual([secret])
  })

  test.each([
    (secret: string) => `const token = '${secret}'`,
    (secret: string) => `FABWIRE_TOKEN=${secret}\nOTHER=1`,
    (secret: string) => `curl -H "Authorization: Bearer ${secret}" https://example.com`,
    (secret: string) => `{"token":"${secret}","n":1}`,
    (secret: string) => `- token: ${secret} # mine`,
    (secret: string) => `https://example.com/?token=${secret}&page=2`,
    (secret: string) => `my_${secret}`,
    (secret: string) => `<b>${secret}</b>`,
    (secret: string) => `see ${secret}.`,
  ])('finds them in a line of source: %s', (line) => {
    for (const secret of [mint('pat'), mint('fwk'), newWebhookSecret()])
      expect(find(line(secret))).toEqual([secret])
  })

  test('finds several, one behind the other', () => {
    const tokens = [mint('pat'), mint('pat'), mint('pat')]
    expect(find(tokens.join(','))).toEqual(tokens)
  })

  test.each<[string, (token: string) => string]>([
    ['63 digits', (token) => token.slice(0, -1)],
    ['65 digits', (token) => `${token}0`],
    ['upper case', (token) => token.toUpperCase()],
    ['upper-case digits', (token) => token.slice(0, 4) + token.slice(4).replace(/^.{4}/, 'ABCD')],
    ['a dash for the underscore', (token) => token.replace('_', '-')],
    ['a letter before', (token) => `x${token}`],
    ['a letter after', (token) => `${token}z`],
    ['a digit that is none', (token) => `${token.slice(0, -1)}g`],
    ['a blank within', (token) => `${token.slice(0, 30)} ${token.slice(30)}`],
  ])('passes over near misses: %s', (_, change) => {
    for (const kind of kinds) expect(find(change(mint(kind)))).toEqual([])
  })

  test.each<[string, (secret: string) => string]>([
    ['too short', (secret) => `${secret.slice(0, -2)}=`],
    ['no padding', (secret) => secret.slice(0, -1)],
    ['another prefix', (secret) => secret.replace('whsec_', 'whsig_')],
  ])('passes over what resembles a webhook secret: %s', (_, change) => {
    expect(find(change(newWebhookSecret()))).toEqual([])
  })

  test('the checksum tells minted tokens from texts of their form', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.stringMatching(/^[0-9a-f]{64}$/), (kind, digits) => {
        const madeUp = `${kind}_${digits}`
        expect(find(madeUp)).toEqual([madeUp])
        const minted = composeToken(kind, digits.slice(0, 56))
        const isMinted = find(`${madeUp} ${minted}`).map((hit) => isWellFormedToken(kind, hit))
        expect(isMinted).toEqual([madeUp === minted, true])
      }),
    )
  })
})
