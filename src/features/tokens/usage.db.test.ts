import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { bearer, type Minted, mintToken, unknownSecret } from '../../../test/harness/credentials.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { patience } from '../../../test/harness/patience.ts'
import { ManualClock } from '../../platform/clock.ts'
import { createLog } from '../../platform/log.ts'
import { TokenUsage } from './usage.ts'

const today = '2026-05-15'
const dayMs = 86_400_000
const clock = new ManualClock(`${today}T11:00:00Z`)
const logLines: string[] = []
const log = createLog('debug', { write: (line: string) => void logLines.push(line) })
let app: TestApp
let owner: Person
let token: Minted

beforeAll(async () => {
  app = await startTestApp({ clock })
  owner = await app.owner()
})

afterAll(() => app.close())

beforeEach(async () => {
  token = await mintToken(app, owner, { scopes: ['read:projects'] })
})

const usageOf = async ({ id }: Minted) =>
  (await app.call('GET', `/tokens/${id}`, { as: owner.credential })).body.usage
const use = (path: string) => app.call('GET', path, { as: bearer(token.secret) })
const written = (id = token.id) =>
  app.db.rows({
    text: 'SELECT day, status_class, n FROM token_usage WHERE token_id = $1 ORDER BY day, status_class',
    values: [id],
  })

describe('GET /tokens/{id}', () => {
  test('200: requests by day and status, refused ones too; a query for none of them', async () => {
    expect(await usageOf(token)).toEqual([])
    expect((await use('/token')).status).toBe(200)
    const before = app.db.statementCount
    expect((await use('/token')).status).toBe(200)
    expect((await use('/tokens')).status).toBe(403)
    expect(app.db.statementCount).toBe(before)
    // An answer is counted once it is out.
    await vi.waitFor(
      async () =>
        expect(await usageOf(token)).toEqual([{ day: today, ok: 2, client_error: 1, server_error: 0 }]),
      patience,
    )
  })

  test('200: the last address beside it; the list, a change and a rotation are without', async () => {
    await use('/token')
    const { body } = await app.call('GET', `/tokens/${token.id}`, { as: owner.credential })
    expect(body).toMatchObject({ last_used_address: '127.0.0.1', usage: expect.any(Array) })
    const list = await app.call('GET', '/tokens', { as: owner.credential })
    expect(list.body.data[0]).not.toHaveProperty('usage')
    const change = { as: owner.credential, body: { name: 'renamed' } }
    expect((await app.call('PATCH', `/tokens/${token.id}`, change)).body).not.toHaveProperty('usage')
    const child = await app.call('POST', `/tokens/${token.id}/rotate`, { as: owner.credential })
    expect(child.body).not.toHaveProperty('usage')
    expect(await usageOf(child.body)).toEqual([])
  })

  test('what is refused as a credential counts for nobody', async () => {
    await app.call('GET', '/token', { as: bearer(unknownSecret('pat')) })
    await use('/token')
    await vi.waitFor(
      async () => expect(await usageOf(token)).toMatchObject([{ ok: 1, client_error: 0 }]),
      patience,
    )
  })
})

describe('counting', () => {
  let usage: TokenUsage

  beforeEach(() => {
    usage = new TokenUsage(app.db, clock, log)
  })

  test('classes: below 400, 400 to 499, 500 and above', async () => {
    for (const status of [200, 201, 204, 304, 400, 401, 403, 404, 429, 499, 500, 503])
      usage.count(token.id, status)
    expect(await usage.read(token.id)).toEqual([{ day: today, ok: 4, client_error: 6, server_error: 2 }])
  })

  test('one flush is one statement, and what is written is shown as before', async () => {
    for (let n = 0; n < 5; n++) usage.count(token.id, 200)
    usage.count(token.id, 500)
    const shown = await usage.read(token.id)
    const before = app.db.statementCount
    await usage.flush()
    await usage.flush()
    expect(app.db.statementCount).toBe(before + 1)
    expect(await written()).toEqual([
      { day: today, status_class: 2, n: 5 },
      { day: today, status_class: 5, n: 1 },
    ])
    expect(await usage.read(token.id)).toEqual(shown)
  })

  test('reading while it is written counts nothing twice, and nothing not at all', async () => {
    const shown: unknown[] = []
    for (let n = 1; n <= 20; n++) {
      usage.count(token.id, 200)
      void usage.flush()
      shown.push((await usage.read(token.id))[0]?.ok)
    }
    expect(shown).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  test('nodes add up', async () => {
    const second = openSecondDb(app.db)
    const tokens = [token, await mintToken(app, owner)]
    const nodes = [usage, new TokenUsage(second, clock, log)]
    for (let round = 0; round < 10; round++) {
      for (const [n, node] of nodes.entries())
        for (const { id } of n === 0 ? tokens : tokens.toReversed()) node.count(id, 200)
      await Promise.all(nodes.map((node) => node.flush()))
    }
    await second.close()
    for (const { id } of tokens) expect(await written(id)).toEqual([{ day: today, status_class: 2, n: 20 }])
  })

  test('what could not be written is written with what comes next', async () => {
    const rename = (from: string, to: string) =>
      app.db.run({ text: `ALTER TABLE ${from} RENAME TO ${to}`, values: [] })
    usage.count(token.id, 200)
    await rename('token_usage', 'hidden')
    await usage.flush()
    await expect(usage.read(token.id)).rejects.toThrow()
    await rename('hidden', 'token_usage')
    expect(logLines.join('')).toContain('token usage not written')
    usage.count(token.id, 200)
    await usage.flush()
    expect(await written()).toEqual([{ day: today, status_class: 2, n: 2 }])
  })

  test('30 days are shown, newest first, by the clock in UTC; the sweep deletes the others', async () => {
    const later = new ManualClock(`${today}T23:59:59.999Z`)
    const node = new TokenUsage(app.db, later, log)
    node.count(token.id, 200)
    later.advance(1)
    node.count(token.id, 404)
    await node.flush()
    expect((await node.read(token.id)).map(({ day }) => day)).toEqual(['2026-05-16', today])
    later.advance(28 * dayMs)
    expect(await node.read(token.id)).toHaveLength(2)
    await node.sweep()
    expect(await written()).toHaveLength(2)
    later.advance(dayMs)
    expect((await node.read(token.id)).map(({ day }) => day)).toEqual(['2026-05-16'])
    await node.sweep()
    expect(await written()).toMatchObject([{ day: '2026-05-16' }])
  })
})
