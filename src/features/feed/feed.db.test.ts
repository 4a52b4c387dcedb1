import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { patience } from '../../../test/harness/patience.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { raiseFeedFloor } from '../../engine/index.ts'

let shop: Shop
let anna: Person
let ben: Person
let key: Credential

beforeAll(async () => {
  shop = await openShop()
  anna = shop.people.customer
  ben = await shop.app.customer('north')
  key = shop.keys.api
})
afterAll(() => shop.close())

const event = (person: Person, title = 'Shipped', type = 'order.shipped', data: object = {}) => ({
  type,
  user_id: person.userId,
  data: { title, message: 'On its way', project_no: null, ...data },
})

async function publish(...events: object[]): Promise<number[]> {
  const reply = await shop.call('POST', '/events', key, { events })
  expect(reply.status, reply.text).toBe(202)
  return reply.body.ids
}

const get = (as: Credential, query = '') => shop.call('GET', `/events${query}`, as)

async function read(as: Credential, query = ''): Promise<Reply['body']> {
  const reply = await get(as, query)
  expect(reply.status, reply.text).toBe(200)
  return reply.body
}
const ids = (page: Reply['body']): number[] => page.data.map(({ id }: { id: number }) => id)

/** Where the feed ends at the moment. */
const tip = async (as: Credential): Promise<string> => (await read(as, '?after=latest')).next_cursor

/** Every page from a cursor on. */
async function readAll(as: Credential, query = ''): Promise<Reply['body'][]> {
  const events: Reply['body'][] = []
  for (let cursor = '0'; ; ) {
    const page = await read(as, `?limit=3&after=${cursor}${query}`)
    if (page.data.length === 0) return events
    events.push(...page.data)
    cursor = page.next_cursor
  }
}

/** Waits until so many requests wait. */
const waiting = (count: number) => vi.waitFor(() => expect(shop.app.services.open.size).toBe(count), patience)

describe('200', () => {
  test('the own events in order of their ids, from the oldest on, exactly as they are sent', async () => {
    const odd = JSON.parse('{"b":1,"a":{"10":1,"2":[null]},"big":12345678901234567890}')
    const [first, , third] = await publish(event(anna, 'One', 'order.placed', odd), event(ben), event(anna))
    const reply = await get(anna.credential)
    const seen = ids(reply.body)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.slice(-2)).toEqual([first, third])
    expect(reply.body.next_cursor).toBe(String(third))
    const { body } = await shop.app.db.one<{ body: string }>({
      text: 'SELECT body FROM events WHERE id = $1',
      values: [first],
    })
    expect(reply.text).toContain(body)
  })

  test('a customer sees what concerns the account, the workspace what concerns business; no test events', async () => {
    const hook = await shop.call('POST', '/webhooks', anna.credential, { url: 'https://93.184.215.14/hook' })
    await shop.call('POST', `/webhooks/${hook.body.id}/test`, anna.credential)
    await shop.call('DELETE', `/webhooks/${hook.body.id}`, anna.credential)
    const person = await shop.app.customer('north')
    const change = { current_password: 'correct horse', new_password: 'battery staple' }
    const as = bearer((await mintToken(shop.app, person)).secret)
    await shop.call('POST', '/account/password', as, change)
    await publish(event(person))
    expect((await readAll(as)).map(({ type }) => type)).toEqual([
      'security.password_changed',
      'order.shipped',
    ])

    for (const credential of [shop.people.manager.credential, shop.keys.api, shop.keys.admin]) {
      const events = await readAll(credential)
      expect(new Set(events.map((one) => one.user_id))).toEqual(
        new Set([anna.userId, ben.userId, person.userId]),
      )
      expect(events.filter(({ type }) => /^security|^account|^webhook/.test(type))).toEqual([])
    }
    const elsewhere = await readAll(shop.keys.elsewhere)
    expect(elsewhere).toEqual([])
  })

  test('filtered by types', async () => {
    const after = await tip(key)
    const made = await publish(event(anna, 'a', 'invoice.paid'), event(ben), event(ben, 'b', 'ncr.issued'))
    expect(ids(await read(key, `?after=${after}&types=order.shipped`))).toEqual([made[1]])
    expect(ids(await read(key, `?after=${after}&types=invoice.paid,ncr.issued`))).toEqual([made[0], made[2]])
    expect(ids(await read(key, `?after=${after}&types=webhook.test,security.new_login`))).toEqual([])
  })

  test('in pages that go on where the last one ended', async () => {
    const after = await tip(key)
    const made = await publish(...Array.from({ length: 7 }, () => event(anna)))
    const first = await read(key, `?after=${after}&limit=4`)
    const second = await read(key, `?after=${first.next_cursor}&limit=4`)
    expect([...ids(first), ...ids(second)]).toEqual(made)
    expect(first.next_cursor).toBe(String(made[3]))
  })

  test('nothing new: no data, and the cursor stays, though others have events', async () => {
    const [mine = 0] = await publish(event(anna))
    const query = `?after=${mine}`
    for (let n = 0; n < 3; n++) {
      expect(await read(anna.credential, query)).toEqual({ data: [], next_cursor: String(mine) })
      await publish(event(ben))
    }
    const [next] = await publish(event(anna))
    expect(ids(await read(anna.credential, query))).toEqual([next])
    // What was found once is found again: nothing is used up.
    expect(ids(await read(anna.credential, query))).toEqual([next])
  })

  test('nothing at all', async () => {
    const person = await shop.app.customer('north')
    expect(await read(person.credential)).toEqual({ data: [], next_cursor: '0' })
  })

  test('after=latest: only what comes from now on', async () => {
    await publish(event(anna))
    const now = await read(anna.credential, '?after=latest')
    expect(now.data).toEqual([])
    const [next] = await publish(event(anna))
    expect(ids(await read(anna.credential, `?after=${now.next_cursor}`))).toEqual([next])
  })
})

describe('200, waiting', () => {
  test('answers when an event comes that nobody subscribes to; other people’s and other types wake nobody', async () => {
    const after = await tip(anna.credential)
    const reply = get(anna.credential, `?after=${after}&wait=30&types=order.shipped`)
    await waiting(1)
    await publish(event(ben))
    await publish(event(anna, 'x', 'invoice.paid'))
    expect(shop.app.services.open.size).toBe(1)
    const [mine] = await publish(event(anna))
    expect(ids((await reply).body)).toEqual([mine])
    await waiting(0)
  })

  test('answers when the event was part of another change', async () => {
    const person = await shop.app.customer('north')
    const as = bearer((await mintToken(shop.app, person)).secret)
    const reply = get(as, '?after=latest&wait=30')
    await waiting(1)
    const placed = {
      workspaceId: person.workspaceId,
      userId: person.userId,
      type: 'order.placed' as const,
      data: { title: 'x', message: 'y' },
      isTest: false,
    }
    await shop.app.db.transaction((tx) => shop.app.services.engine.enqueue(tx, [placed]))
    expect((await reply).body.data).toMatchObject([{ type: 'order.placed' }])
  })

  test('many readers hear of one event', async () => {
    const replies = [anna.credential, key, shop.keys.admin, shop.people.manager.credential].map((as) =>
      get(as, '?after=latest&wait=30'),
    )
    await waiting(4)
    const [made] = await publish(event(anna))
    for (const reply of replies) expect(ids((await reply).body)).toEqual([made])
  })

  test('ends with nothing when its time is over', async () => {
    const after = await tip(key)
    expect(await read(key, `?after=${after}&wait=1`)).toEqual({ data: [], next_cursor: after })
  })

  test('does not wait for what is there already', async () => {
    const after = await tip(key)
    const [made] = await publish(event(anna))
    expect(ids(await read(key, `?after=${after}&wait=30`))).toEqual([made])
  })

  test('ends at once when the token is revoked, and then is refused', async () => {
    const { id, secret } = await mintToken(shop.app, anna, { scopes: ['read:webhooks'] })
    const reply = get(bearer(secret), '?after=latest&wait=30')
    await waiting(1)
    await shop.call('DELETE', `/tokens/${id}`, anna.credential)
    expect((await reply).body.data).toEqual([])
    expect((await get(bearer(secret))).status).toBe(401)
  })

  test('ends when its caller hangs up', async () => {
    const address = await shop.app.app.listen({ port: 0, host: '127.0.0.1' })
    const hangUp = new AbortController()
    const headers = { ...key }
    const reply = fetch(`${address}/api/events?after=latest&wait=30`, { headers, signal: hangUp.signal })
    await waiting(1)
    hangUp.abort()
    await expect(reply).rejects.toThrow()
    await waiting(0)
  })

  test('429 rate_limited: more than ten at once, of one user, whatever the token', async () => {
    const as = bearer((await mintToken(shop.app, ben)).secret)
    const replies = Array.from({ length: 10 }, (_, n) =>
      get(n % 2 === 0 ? as : ben.credential, '?after=latest&wait=30'),
    )
    await waiting(10)
    const refused = await get(as, '?after=latest&wait=30')
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(refused.headers['retry-after']).toBe('1')
    expect((await get(as)).status).toBe(200)
    const [made] = await publish(event(ben))
    for (const reply of replies) expect(ids((await reply).body)).toEqual([made])
  })
})

describe('refused', () => {
  test.each([
    ...[
      'after=-1',
      'after=x',
      'after=',
      'after=1.5',
      `after=${'9'.repeat(16)}`,
      'wait=31',
      'wait=-1',
      'wait=x',
    ],
    ...['types=', 'types=order.sent', 'types=order.shipped,', 'limit=0', 'limit=201', 'cursor=1'],
  ])('400: ?%s', async (query) => {
    expect((await get(key, `?${query}`)).body).toMatchObject({ status: 400, code: 'validation_failed' })
  })

  test('401: nobody', async () => {
    expect((await get({})).status).toBe(401)
  })

  test('403: staff, a token without the scope', async () => {
    expect((await get(shop.people.staff.credential)).body).toMatchObject({ code: 'role_required' })
    const as = await shop.pat(anna, ['read:projects'])
    expect((await get(as)).body).toMatchObject({ code: 'insufficient_scope', scope: 'read:webhooks' })
  })

  test('403 plan_required: members and keys, not customers', async () => {
    const owner = await shop.app.owner('free', 'West')
    expect((await get(owner.credential)).body).toMatchObject({ code: 'plan_required' })
    const customer = await shop.app.customer('west')
    expect((await get(customer.credential)).status).toBe(200)
  })

  test('410 cursor_expired: a cursor older than what is kept, with the oldest that is not', async () => {
    const made = await publish(event(anna), event(anna), event(anna))
    const [first = 0, second = 0, third = 0] = made
    await shop.app.db.transaction((tx) => raiseFeedFloor(tx, second))
    await shop.app.db.transaction((tx) => raiseFeedFloor(tx, first))
    for (const after of [0, first])
      expect((await get(anna.credential, `?after=${after}`)).body).toMatchObject({
        status: 410,
        code: 'cursor_expired',
        oldest: second,
      })
    expect(ids(await read(anna.credential, `?after=${second}`))).toEqual([third])
    // Who asks for all that is kept gets just that.
    expect(ids(await read(anna.credential))).toEqual([third])
  })
})

test('200: what waits is answered when the server begins to stop', async () => {
  const other = await openShop()
  const secret = (await mintApiKey(other.app, other.people.owner)).secret
  const reply = other.call('GET', '/events?wait=30', apiKey(secret))
  await vi.waitFor(() => expect(other.app.services.open.size).toBe(1), patience)
  await other.close()
  expect((await reply).body).toEqual({ data: [], next_cursor: '0' })
})
