import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../platform/clock.ts'
import { SessionTokens, sessionLifetimeMs } from './session-token.ts'

const key = Buffer.alloc(32, 5)
const claims = { sessionId: '01900000-0000-7000-8000-000000000000', userId: 7, roleHint: 'manager' }

const start = () => {
  const clock = new ManualClock('2026-05-15T11:00:00Z')
  const expiresAt = new Date(clock.now().getTime() + sessionLifetimeMs)
  return { clock, tokens: new SessionTokens(key, clock), expiresAt }
}

describe('session tokens', () => {
  test('give back what was signed, without a hint too', async () => {
    const { tokens, expiresAt } = start()
    expect(await tokens.read(await tokens.sign(claims, expiresAt))).toEqual(claims)
    const bare = { ...claims, roleHint: null }
    expect(await tokens.read(await tokens.sign(bare, expiresAt))).toEqual(bare)
  })

  test('hold an id and a hint, no address and no name', async () => {
    const { tokens, expiresAt } = start()
    const [header = '', payload = ''] = (await tokens.sign(claims, expiresAt)).split('.')
    const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
    expect(parse(header)).toEqual({ alg: 'HS256', typ: 'session+jwt' })
    expect(parse(payload)).toEqual({
      sid: claims.sessionId,
      hint: 'manager',
      iss: 'fabwire',
      aud: 'fabwire:session',
      sub: '7',
      iat: 1_778_842_800,
      exp: 1_778_842_800 + sessionLifetimeMs / 1_000,
    })
  })

  test('end by the injected clock', async () => {
    const { tokens, clock, expiresAt } = start()
    const token = await tokens.sign(claims, expiresAt)
    clock.advance(sessionLifetimeMs - 1_000)
    expect(await tokens.read(token)).not.toBeNull()
    clock.advance(1_000)
    expect(await tokens.read(token)).toBeNull()
  })

  test('of another deployment are none', async () => {
    const { tokens, clock, expiresAt } = start()
    const other = new SessionTokens(Buffer.alloc(32, 6), clock)
    expect(await other.read(await tokens.sign(claims, expiresAt))).toBeNull()
  })

  test('are read as far as their form goes: junk costs no cryptography', async () => {
    const { tokens } = start()
    for (const junk of [
      '',
      '.',
      '..',
      'a.b',
      'a.b.c.d',
      'a.b.c ',
      ' a.b.c',
      'a.b.c\n',
      `${'a'.repeat(1_023)}.b.c`,
      'a.b.ü',
    ])
      expect(await tokens.read(junk)).toBeNull()
  })
})
