import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Credential, type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { ManualClock } from '../../platform/clock.ts'
import { MasterKey } from '../../platform/crypto.ts'
import { reencryptSeeds } from './index.ts'
import { openSeed } from './second-factor.ts'
import {
  auditOf,
  codeAt,
  enrol,
  eventsOf,
  jarAfter,
  mailsTo,
  password,
  signIn,
  statusOf,
} from './testing/account-world.ts'

const stepMs = 30_000

let shop: TestApp
let clock: ManualClock
let owner: Person
let person: Person

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  shop = await startTestApp({ clock })
  owner = await shop.owner()
  return () => shop.close()
})

beforeEach(async () => {
  person = await shop.customer()
})

const call = (method: string, path: string, body: object, as: Credential = person.credential) =>
  shop.call(method, `/account/2fa${path}`, { as, body })
const enroll = (body: object = { password }, as?: Credential) => call('POST', '/enroll', body, as)
const confirm = (code: unknown, as?: Credential) => call('POST', '/confirm', { code }, as)
const remove = (code: unknown, secret = password, as?: Credential) =>
  call('DELETE', '', { password: secret, code }, as)
const factor = async (as: Credential = person.credential) =>
  (await shop.call('GET', '/account', { as })).body.two_factor
const asked = async () => (await signIn(shop, person.email)).body.second_factor

describe('POST /account/2fa/enroll and /confirm', () => {
  test('200: on once a code has shown that the authenticator has the seed', async () => {
    const begun = await enroll()
    expect(begun.status).toBe(200)
    expect(begun.body).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      otpauth_url: expect.stringContaining(`secret=${begun.body.secret}`),
    })
    expect(begun.headers['cache-control']).toContain('no-store')
    expect(await factor()).toEqual({ enabled: false, codes_left: 0 })
    expect(await asked()).toBeUndefined()

    const confirmed = await confirm(codeAt(begun.body.secret, clock.now()))
    expect(confirmed.status).toBe(200)
    expect(confirmed.body.backup_codes).toHaveLength(10)
    expect(confirmed.headers['cache-control']).toContain('no-store')
    expect(await factor()).toEqual({ enabled: true, codes_left: 10 })
    expect(await asked()).toBe('totp')
  })

  test('told by event and mail, written down, and its secrets stand nowhere (security cases 8, 24)', async () => {
    const { seed, backupCodes } = await enrol(shop, person.credential)
    const events = await eventsOf(shop, person.userId)
    expect(events).toMatchObject([
      { type: 'security.2fa_enabled', body: { data: { title: 'Two-factor authentication on' } } },
    ])
    expect(await mailsTo(shop, person.email, 'security.2fa_enabled')).toHaveLength(1)
    const lines = await auditOf(shop, person.userId)
    expect(lines.slice(-2).map(({ action }) => action)).toEqual([
      'second_factor.enroll',
      'second_factor.enable',
    ])
    const [row] = await shop.db.rows<{ seed: Buffer }>({
      text: 'SELECT seed FROM second_factors WHERE user_id = $1',
      values: [person.userId],
    })
    expect(openSeed(shop.services.parts.masterKey, person.userId, row?.seed as Buffer)).toBe(seed)
    const tables = await shop.db.rows({
      text: `SELECT s::text FROM second_factors AS s UNION ALL SELECT b::text FROM backup_codes AS b
             UNION ALL SELECT a::text FROM audit_log AS a UNION ALL SELECT e::text FROM events AS e`,
      values: [],
    })
    const everything = JSON.stringify([tables, shop.logLines])
    for (const secret of [seed, ...backupCodes, ...backupCodes.map((code) => code.replaceAll('-', ''))]) {
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })

  test('200: beginning again takes the place of what was begun', async () => {
    const first = (await enroll()).body.secret
    const second = (await enroll()).body.secret
    expect((await confirm(codeAt(first, clock.now()))).status).toBe(401)
    expect((await confirm(codeAt(second, clock.now()))).status).toBe(200)
  })

  test('401 invalid_credentials: a wrong password; a wrong code leaves it off', async () => {
    expect((await enroll({ password: 'wrong' })).body).toMatchObject({
      status: 401,
      code: 'invalid_credentials',
    })
    const { secret } = (await enroll()).body
    const right = codeAt(secret, clock.now())
    for (const wrong of ['000000', '', '12345', `${right}1`, codeAt(secret, new Date(0))])
      if (wrong !== right)
        expect((await confirm(wrong)).body).toMatchObject({ status: 401, code: 'invalid_credentials' })
    expect(await factor()).toMatchObject({ enabled: false })
    expect((await confirm(`${right.slice(0, 3)} ${right.slice(3)}`)).status).toBe(200)
  })

  test('409 invalid_transition: nothing was begun, or more than an hour ago', async () => {
    expect((await confirm('123456')).body).toMatchObject({ status: 409, code: 'invalid_transition' })
    const { secret } = (await enroll()).body
    clock.advance(3_600_000)
    expect((await confirm(codeAt(secret, clock.now()))).body.code).toBe('invalid_transition')
  })

  test('409 invalid_transition: it is on already; of ten confirmations at once one makes codes', async () => {
    const { secret } = (await enroll()).body
    const code = codeAt(secret, clock.now())
    const replies = await Promise.all(Array.from({ length: 10 }, () => confirm(code)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
    expect(await factor()).toEqual({ enabled: true, codes_left: 10 })
    expect((await enroll()).body).toMatchObject({ status: 409, code: 'invalid_transition' })
    expect((await confirm(code)).body).toMatchObject({ status: 409, code: 'invalid_transition' })
  })

  test('429: codes and passwords are not guessed without end', async () => {
    await enroll()
    for (let i = 0; i < 10; i++) expect((await confirm(`00000${i}`)).status).toBe(401)
    expect((await confirm('000010')).body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect((await enroll()).body.code).toBe('rate_limited')
    clock.advance(5 * 60_000)
  })
})

describe('DELETE /account/2fa', () => {
  test('204: off with the password and a code; told, written down, the backup codes are gone', async () => {
    const { seed, backupCodes } = await enrol(shop, person.credential)
    clock.advance(stepMs)
    expect((await remove(codeAt(seed, clock.now()))).status).toBe(204)
    expect(await factor()).toEqual({ enabled: false, codes_left: 0 })
    expect(await asked()).toBeUndefined()
    expect((await eventsOf(shop, person.userId, 'security.2fa_disabled')).length).toBe(1)
    expect(await mailsTo(shop, person.email, 'security.2fa_disabled')).toHaveLength(1)
    expect((await auditOf(shop, person.userId)).map(({ action }) => action)).toContain(
      'second_factor.disable',
    )
    await enrol(shop, person.credential)
    expect((await remove(backupCodes[0])).status).toBe(401)
  })

  test('204: with a backup code in the place of the code', async () => {
    const { backupCodes } = await enrol(shop, person.credential)
    expect((await remove(backupCodes[3]?.toUpperCase())).status).toBe(204)
  })

  test('401 invalid_credentials: a wrong password, a wrong code, a used one', async () => {
    const { seed } = await enrol(shop, person.credential)
    const used = codeAt(seed, clock.now())
    expect((await remove(used)).status).toBe(401)
    clock.advance(stepMs)
    expect((await remove(codeAt(seed, clock.now()), 'wrong')).status).toBe(401)
    for (const code of ['000000', '', 'aaaa-bbbb-cccc-dddd']) expect((await remove(code)).status).toBe(401)
    expect(await factor()).toMatchObject({ enabled: true })
    // What failed for the password has used no code up.
    expect((await remove(codeAt(seed, clock.now()))).status).toBe(204)
  })

  test('409 invalid_transition: it is off', async () => {
    expect((await remove('123456')).body).toMatchObject({ status: 409, code: 'invalid_transition' })
  })
})

describe('who asks, and with what', () => {
  const routes: [string, (body: object, as?: Credential) => ReturnType<typeof enroll>, object][] = [
    ['enroll', enroll, { password }],
    ['confirm', (body, as) => call('POST', '/confirm', body, as), { code: '123456' }],
    ['remove', (body, as) => call('DELETE', '', body, as), { password, code: '123456' }],
  ]

  test.each(routes)(
    '%s: 401 without a credential, 403 with a scoped token or a key',
    async (_, ask, body) => {
      expect((await ask(body, {})).body.code).toBe('unauthenticated')
      const scoped = bearer((await mintToken(shop, person, { scopes: ['admin:account'] })).secret)
      expect((await ask(body, scoped)).body.code).toBe('insufficient_scope')
      const key = apiKey((await mintApiKey(shop, owner, { scopes: ['admin'] })).secret)
      expect((await ask(body, key)).body.code).toBe('user_required')
    },
  )

  test.each(routes)('%s: 400 for what is missing, of the wrong kind, or too much', async (_, ask, body) => {
    for (const member of Object.keys(body)) {
      const path = [{ path: member }]
      expect((await ask({ ...body, [member]: undefined })).body).toMatchObject({ status: 400, errors: path })
      expect((await ask({ ...body, [member]: 1 })).body).toMatchObject({ status: 400, errors: path })
      expect((await ask({ ...body, [member]: 'x'.repeat(300) })).body).toMatchObject({ status: 400 })
    }
    const errors = [{ path: 'user_id' }]
    expect((await ask({ ...body, user_id: 1 })).body).toMatchObject({ status: 400, errors })
  })

  test('with a token the password and the code are asked for all the same', async () => {
    const token = bearer((await mintToken(shop, person)).secret)
    const { seed } = await enrol(shop, token)
    clock.advance(stepMs)
    expect((await remove('000000', password, token)).status).toBe(401)
    expect((await remove(codeAt(seed, clock.now()), password, token)).status).toBe(204)
  })
})

describe('once it is on, the account is changed with a code only', () => {
  test('the password, the address: 401 without, with a wrong and with a used one', async () => {
    const { seed } = await enrol(shop, person.credential)
    const used = codeAt(seed, clock.now())
    const change = (code?: string) =>
      shop.call('POST', '/account/password', {
        as: person.credential,
        body: { current_password: password, new_password: 'a fresh password', code },
      })
    const move = (code?: string) =>
      shop.call('PATCH', '/account', {
        as: person.credential,
        body: { email: `x-${person.email}`, password, code },
      })
    for (const ask of [change, move])
      for (const code of [undefined, '', '000000', used]) expect((await ask(code)).status).toBe(401)
    clock.advance(stepMs)
    expect((await move(codeAt(seed, clock.now()))).status).toBe(200)
    expect((await change(codeAt(seed, clock.now()))).status).toBe(401)
    clock.advance(stepMs)
    const changed = await change(codeAt(seed, clock.now()))
    expect(changed.status).toBe(204)
    expect(await statusOf(shop, jarAfter(changed))).toBe(200)
  })

  test('a new master key reads the seeds that were encrypted with the old one', async () => {
    const { seed } = await enrol(shop, person.credential)
    const { masterKey } = shop.services.parts
    const next = new MasterKey(Buffer.alloc(32, 9))
    const stored = async () =>
      (
        await shop.db.one<{ seed: Buffer }>({
          text: 'SELECT seed FROM second_factors WHERE user_id = $1',
          values: [person.userId],
        })
      ).seed
    expect(await shop.db.transaction((tx) => reencryptSeeds(tx, masterKey, next))).toBeGreaterThan(0)
    expect(openSeed(next, person.userId, await stored())).toBe(seed)
    expect(() => openSeed(masterKey, person.userId, Buffer.alloc(0))).toThrow()
    // One account's seed is worth nothing in another's row.
    await expect(async () => openSeed(next, person.userId + 1, await stored())).rejects.toThrow(
      'belongs elsewhere',
    )
    await shop.db.transaction((tx) => reencryptSeeds(tx, next, masterKey))
  })
})
