import { describe, expect, test, vi } from 'vitest'
import { patience } from '../../test/harness/patience.ts'
import { Problem } from '../contract/errors.ts'
import { Answer, type RouteRow } from '../contract/route.ts'
import { rememberAnswer, takeClaim } from '../db/idempotency-store.ts'
import { anything, counting, keyedApps, making, waiting } from './testing/keyed-app.ts'

const dayMs = 24 * 3_600_000
const apps = keyedApps()
const { state, post, newKey } = apps

describe('only success is remembered', () => {
  test.each([
    ['a refusal', new Problem('limit_reached'), 409],
    ['a fault of ours', new Error('broken'), 500],
  ])('%s: the key is free again, for another body too', async (_, error, status) => {
    const { row, steps, runs } = waiting()
    const app = await apps.start(row)
    const key = newKey()
    const first = post(app, { key, body: { name: 'a' } })
    await runs(1)
    steps[0]?.reject(error)
    expect((await first).status).toBe(status)
    const second = post(app, { key, body: { name: 'b' } })
    await runs(2)
    steps[1]?.resolve({ id: 2 })
    expect(await second).toMatchObject({ status: 201, replayed: false })
  })

  test('a success that was stored with what it made stays, whatever fails after it', async () => {
    const { made, row } = counting({
      handler: async (call) => {
        await state.db.transaction((tx) => rememberAnswer(tx, call.claim, { id: ++made.count }))
        throw new Error('after the commit')
      },
    })
    const app = await apps.start(row)
    const key = newKey()
    expect((await post(app, { key })).status).toBe(500)
    expect(await post(app, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: true })
    expect(made.count).toBe(1)
  })

  test('201: an answer that cannot be stored is given all the same', async () => {
    const rename = (from: string, to: string) =>
      state.db.run({ text: `ALTER TABLE ${from} RENAME TO ${to}`, values: [] })
    const app = await apps.start(
      making({
        body: anything,
        handler: async () => {
          await rename('idempotency_keys', 'hidden')
          return { id: 1 }
        },
      }),
    )
    const reply = await post(app)
    await rename('hidden', 'idempotency_keys')
    expect(reply).toMatchObject({ status: 201, body: { id: 1 } })
    expect(state.logLines.join('')).toContain('an idempotency key could not be updated')
  })
})

describe('time', () => {
  test('24 hours: the answer until then, the request anew from then on', async () => {
    const { row } = counting()
    const app = await apps.start(row)
    const key = newKey()
    await post(app, { key })
    state.clock.advance(dayMs - 1)
    expect((await post(app, { key })).replayed).toBe(true)
    state.clock.advance(1)
    expect(await post(app, { key, body: {} })).toMatchObject({ body: { id: 2 }, replayed: false })
    expect(await post(app, { key, body: {} })).toMatchObject({ body: { id: 2 }, replayed: true })
  })

  test('what is over is deleted when somebody comes by', async () => {
    const { row } = counting()
    const app = await apps.start(row)
    for (const _ of Array(3)) await post(app)
    state.clock.advance(dayMs)
    await post(app)
    expect(await apps.table()).toHaveLength(1)
  })

  test('an abandoned claim is taken over after a minute, and whoever had it can commit nothing', async () => {
    const { row, steps, claims, runs } = waiting()
    const app = await apps.start(row)
    const key = newKey()
    const first = post(app, { key })
    await runs(1)
    state.clock.advance(60_000 - 1)
    expect((await post(app, { key })).code).toBe('idempotency_in_progress')
    state.clock.advance(1)
    const second = post(app, { key })
    await runs(2)
    const late = state.db.transaction((tx) => rememberAnswer(tx, claims[0], { id: 1 }))
    await expect(late).rejects.toMatchObject({ code: 'idempotency_in_progress' })
    steps[1]?.resolve({ id: 2 })
    await second
    steps[0]?.resolve({ id: 1 })
    await first
    expect(await post(app, { key })).toMatchObject({ body: { id: 2 }, replayed: true })
  })

  test('a failure of whoever had it before does not end the new claim', async () => {
    const { row, steps, runs } = waiting()
    const app = await apps.start(row)
    const key = newKey()
    const first = post(app, { key })
    await runs(1)
    state.clock.advance(60_000)
    const second = post(app, { key })
    await runs(2)
    steps[0]?.reject(new Problem('limit_reached'))
    expect((await first).status).toBe(409)
    expect((await post(app, { key })).code).toBe('idempotency_in_progress')
    steps[1]?.resolve({ id: 2 })
    await second
  })

  test('a request that runs for long keeps its claim', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { row, steps, runs } = waiting()
      const app = await apps.start(row)
      const key = newKey()
      const first = post(app, { key })
      await runs(1)
      state.clock.advance(50_000)
      vi.advanceTimersByTime(20_000)
      const renewed = state.clock.now()
      await vi.waitFor(async () => expect((await apps.table()).at(-1)?.claimed_at).toEqual(renewed), patience)
      state.clock.advance(50_000)
      expect((await post(app, { key })).code).toBe('idempotency_in_progress')
      steps[0]?.resolve({ id: 1 })
      await first
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('at the start of an embedded database, claims of the process before it end', async () => {
    const claim = {
      id: Buffer.alloc(32, 1),
      workspaceId: '01900000-0000-7000-8000-000000000002',
      attempt: '01900000-0000-7000-8000-0000000000ff',
      status: 201,
      fingerprint: null,
    }
    expect(await takeClaim(state.db, claim, state.clock.now())).toBe(true)
    await apps.node().start()
    const isFree = await takeClaim(state.db, claim, state.clock.now())
    expect(isFree).toBe(state.db.kind === 'pglite')
  })
})

describe('secrets', () => {
  const secret = `whsec_${'a'.repeat(44)}`
  const answer = { id: 1, secret, accept_url: `https://fab.example.com/invitations/${secret}` }

  test.each<[string, RouteRow['handler']]>([
    ['after the handler', async () => new Answer(answer, {})],
    [
      'with what it made',
      async (call) => {
        await state.db.transaction((tx) => rememberAnswer(tx, call.claim, answer))
        return answer
      },
    ],
  ])('are neither stored nor given again, when the answer is stored %s', async (_, handler) => {
    const app = await apps.start(making({ body: anything, secret: true, handler }))
    const key = newKey()
    expect((await post(app, { key })).body).toEqual(answer)
    expect(await post(app, { key })).toMatchObject({ status: 201, body: { id: 1 }, replayed: true })
    expect((await post(app, { key })).body).toEqual({ id: 1 })
    expect(JSON.stringify(await apps.table())).not.toContain(secret)
  })
})
