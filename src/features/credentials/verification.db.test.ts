import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Credential,
  type Person,
  type Reply,
  startTestApp,
  type TestApp,
} from '../../../test/harness/app.ts'
import {
  apiKey,
  bearer,
  type Minted,
  mintApiKey,
  mintToken,
  unknownSecret,
} from '../../../test/harness/credentials.ts'
import type { TokenKind } from '../../domain/access/token-form.ts'
import { ManualClock } from '../../platform/clock.ts'

interface Case {
  kind: TokenKind
  path: string
  header(secret: string): Credential
  mint(app: TestApp, person: Person, members?: object): Promise<Minted>
}

const cases: Case[] = [
  { kind: 'pat', path: '/tokens', header: bearer, mint: mintToken },
  { kind: 'fwk', path: '/api-keys', header: apiKey, mint: mintApiKey },
]

const clock = new ManualClock('2026-05-15T11:00:00Z')
let app: TestApp
let owner: Person

beforeAll(async () => {
  // Not started, so that nothing but the requests of a test sends statements.
  app = await startTestApp({ clock, start: false })
  owner = await app.owner()
})

afterAll(() => app.close())

/** `GET /token` with what it cost in statements. */
async function whoAmI(credential: Credential): Promise<Reply & { queries: number }> {
  const before = app.db.statementCount
  const reply = await app.call('GET', '/token', { as: credential })
  return { ...reply, queries: app.db.statementCount - before }
}

const withoutInstance = ({ body }: Reply) => ({ ...body, instance: undefined })

describe.each(cases)('$kind', ({ kind, path, header, mint }) => {
  test('200: costs one query, then none for 5 s', async () => {
    const { secret } = await mint(app, owner)
    expect(await whoAmI(header(secret))).toMatchObject({ status: 200, queries: 1 })
    for (let n = 0; n < 3; n++)
      expect(await whoAmI(header(secret))).toMatchObject({ status: 200, queries: 0 })
    clock.advance(5_000)
    expect(await whoAmI(header(secret))).toMatchObject({ status: 200, queries: 1 })
  })

  test('401: junk, without a query', async () => {
    const { secret } = await mint(app, owner)
    const hex = secret.slice(4)
    const junk = [
      '',
      ' ',
      kind,
      `${kind}_`,
      secret.slice(0, -1),
      `${secret}0`,
      secret.toUpperCase(),
      `${kind}_${hex.toUpperCase()}`,
      `${kind}-${hex}`,
      `${kind}_${hex.slice(0, 63)}\u0661`,
      `${kind}_${hex.slice(0, 63)}\uff11`,
      `${secret}\0`,
      `\0${secret}`,
      `${secret}\n`,
      `${secret.slice(0, 30)} ${secret.slice(30)}`,
      `${secret} ${secret}`,
      `"${secret}"`,
      `whsec_${hex}`,
      'a'.repeat(201),
      `${kind}_${'0'.repeat(15_000)}`,
      "' OR 1=1 --",
    ]
    for (const text of junk) {
      const reply = await whoAmI(header(text))
      expect(reply, JSON.stringify(text.slice(0, 80))).toMatchObject({ status: 401, queries: 0 })
    }
  })

  test('401: a wrong checksum without a query, an unknown secret with one; all refusals are the same', async () => {
    const { secret } = await mint(app, owner)
    const last = secret.at(-1) === '0' ? '1' : '0'
    const wrongChecksum = await whoAmI(header(secret.slice(0, -1) + last))
    expect(wrongChecksum).toMatchObject({ status: 401, queries: 0, body: { code: 'invalid_token' } })
    expect(wrongChecksum.headers['www-authenticate']).toBe('Bearer realm="fabwire", error="invalid_token"')

    const unknown = await whoAmI(header(unknownSecret(kind)))
    expect(unknown).toMatchObject({ status: 401, queries: 1 })

    const otherKind = await whoAmI(header(unknownSecret(kind === 'pat' ? 'fwk' : 'pat')))
    expect(otherKind).toMatchObject({ status: 401, queries: 0 })

    const expiring = await mint(app, owner, { expires_at: new Date(clock.now().getTime() + 1_000) })
    clock.advance(1_000)
    const expired = await whoAmI(header(expiring.secret))
    const revoked = await mint(app, owner)
    await app.call('DELETE', `${path}/${revoked.id}`, { as: owner.credential })
    const ended = await whoAmI(header(revoked.secret))
    for (const reply of [unknown, otherKind, expired, ended]) {
      expect(reply.status).toBe(401)
      expect(withoutInstance(reply)).toEqual(withoutInstance(wrongChecksum))
      expect(reply.headers['www-authenticate']).toBe(wrongChecksum.headers['www-authenticate'])
    }
  })

  test('401: expired, though cached a second before; a clock set back revives nothing', async () => {
    const minuteMs = 60_000
    const { secret } = await mint(app, owner, { expires_at: new Date(clock.now().getTime() + minuteMs) })
    clock.advance(minuteMs - 1_000)
    expect(await whoAmI(header(secret))).toMatchObject({ status: 200, queries: 1 })
    clock.advance(2_000)
    expect(await whoAmI(header(secret))).toMatchObject({ status: 401, queries: 0 })
    clock.advance(-10 * minuteMs)
    expect(await whoAmI(header(secret))).toMatchObject({ status: 401 })
    clock.advance(10 * minuteMs)
  })

  test('401: revoked, on the next request', async () => {
    const { id, secret } = await mint(app, owner)
    expect(await whoAmI(header(secret))).toMatchObject({ status: 200 })
    expect(await app.call('DELETE', `${path}/${id.toUpperCase()}`, { as: owner.credential })).toMatchObject({
      status: 204,
    })
    expect(await whoAmI(header(secret))).toMatchObject({ status: 401 })
  })

  test('401: revoked while cold checks are under way, time and again', async () => {
    for (let round = 0; round < 40; round++) {
      const { id, secret } = await mint(app, owner)
      const checks = Promise.all([whoAmI(header(secret)), whoAmI(header(secret))])
      const deleted = app.call('DELETE', `${path}/${id}`, { as: owner.credential })
      expect((await deleted).status).toBe(204)
      await checks
      expect((await whoAmI(header(secret))).status).toBe(401)
    }
  })

  test('changed scopes take effect on the next request', async () => {
    const before = kind === 'pat' ? ['read:quotes'] : ['api']
    const after = kind === 'pat' ? ['read:cad', 'write:cad'] : ['admin']
    const { id, secret } = await mint(app, owner, { scopes: before })
    expect((await whoAmI(header(secret))).body.scopes).toEqual(before)
    await app.call('PATCH', `${path}/${id}`, { as: owner.credential, body: { scopes: after } })
    expect((await whoAmI(header(secret))).body.scopes).toEqual(after)
  })

  test('the last use is shown at once, and written without a query of its own per request', async () => {
    const { id, secret } = await mint(app, owner)
    const read = () => app.call('GET', `${path}/${id}`, { as: owner.credential })
    expect((await read()).body.last_used_at).toBeNull()
    await whoAmI(header(secret))
    clock.advance(1_000)
    expect(await whoAmI(header(secret))).toMatchObject({ queries: 0 })
    const at = clock.now().toISOString()
    expect((await read()).body.last_used_at).toBe(at)
    await app.services.stop()
    const table = kind === 'pat' ? 'tokens' : 'api_keys'
    const row = await app.db.one({
      text: `SELECT last_used_at, last_used_address FROM ${table} WHERE id = $1`,
      values: [id],
    })
    expect(row).toEqual({ last_used_at: new Date(at), last_used_address: '127.0.0.1' })
  })
})

test('431: a header of a megabyte, without a query', async () => {
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.app.server.address() as AddressInfo
  const before = app.db.statementCount
  for (const { kind, header } of cases) {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
    const headers = header(`${kind}_${'0'.repeat(2 ** 20)}`)
    request({ host: '127.0.0.1', port, path: '/api/token', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
    expect(await promise).toBe(431)
  }
  expect(app.db.statementCount).toBe(before)
})
