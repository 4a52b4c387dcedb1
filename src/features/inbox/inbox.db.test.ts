import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential, Person } from '../../../test/harness/app.ts'
import { openShop, refusal, type Shop } from '../../../test/harness/shop.ts'
import type { InboxItem } from '../../contract/inbox.ts'
import { eventItemId } from '../../domain/inbox-item.ts'
import { ManualClock } from '../../platform/clock.ts'

const clock = new ManualClock(new Date('2026-05-15T11:00:00.000Z'))
let shop: Shop
beforeAll(async () => {
  shop = await openShop({ start: false, clock })
})
afterAll(() => shop.close())

interface Published {
  type?: string
  data?: object
  is_test?: boolean
}

/** Publishes an event to a customer; gives its id. */
async function publish(person: Person, { type = 'order.shipped', data, is_test }: Published = {}) {
  const body = {
    type,
    user_id: person.userId,
    data: { title: 'Your order shipped', message: 'On its way', ...data },
    ...(is_test !== undefined && { is_test }),
  }
  const reply = await shop.call('POST', '/events', shop.keys.api, body)
  expect(reply.status, reply.text).toBe(202)
  return reply.body.ids[0] as number
}

const inboxOf = async (as: Credential, query = ''): Promise<{ data: InboxItem[]; unread_count: number }> => {
  const reply = await shop.call('GET', `/inbox${query}`, as)
  expect(reply.status, reply.text).toBe(200)
  return reply.body
}
const titles = async (as: Credential, query = '') => (await inboxOf(as, query)).data.map(({ title }) => title)
const read = (as: Credential, id: string) => shop.call('POST', `/inbox/${id}/read`, as)
const readAll = (as: Credential) => shop.call('POST', '/inbox/read-all', as)
const customer = () => shop.app.customer('north')

const tell = (person: Person, title: string, projectNo: string | null = null) =>
  shop.app.db.transaction((tx) =>
    shop.app.services.notices.tellUser(tx, {
      workspaceId: person.workspaceId,
      userId: person.userId,
      family: 'order',
      title,
      message: `About ${title}`,
      projectNo,
      url: 'http://localhost:3000/orders/1',
    }),
  )

describe('GET /inbox', () => {
  test('200: an event of the customer, with the words of its webhook', async () => {
    const anna = await customer()
    const url = 'https://erp.example/orders/7'
    const id = await publish(anna, { data: { project_no: 'P-20260515-0001', url } })
    const { data, unread_count } = await inboxOf(anna.credential)
    expect(data).toEqual([
      {
        id: eventItemId(clock.now(), id),
        type: 'order.shipped',
        title: 'Your order shipped',
        message: 'On its way',
        project_no: 'P-20260515-0001',
        url,
        event_id: id,
        is_test: false,
        read_at: null,
        created_at: '2026-05-15T11:00:00.000Z',
      },
    ])
    expect(unread_count).toBe(1)
  })

  test('200: events and notices, newest first, page by page without a gap or a repeat', async () => {
    const anna = await customer()
    const expected: string[] = []
    for (let n = 0; n < 11; n++) {
      clock.advance(1_000)
      const title = `Item ${n}`
      if (n % 3 === 0) await tell(anna, title)
      else await publish(anna, { data: { title } })
      expected.unshift(title)
    }
    for (const limit of [1, 2, 3, 5, 11, 50]) {
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await shop.call('GET', `/inbox?limit=${limit}${cursor}`, anna.credential)
        expect(page.body.unread_count).toBe(11)
        seen.push(...page.body.data.map((item: InboxItem) => item.title))
        cursor = page.body.next_cursor === null ? '' : `&cursor=${page.body.next_cursor}`
      } while (cursor !== '')
      expect([limit, seen]).toEqual([limit, expected])
    }
  })

  test('200: filters by type, project and what is unread', async () => {
    const anna = await customer()
    await publish(anna, { type: 'quote.ready', data: { title: 'A', project_no: 'P-1' } })
    await publish(anna, { data: { title: 'B', project_no: 'P-10' } })
    await publish(anna, { data: { title: 'C', inner: { a: 1, project_no: 'P-1' } } })
    await publish(anna, { data: { title: 'D,"project_no":"P-1"', project_no: 'P-2' } })
    await tell(anna, 'E', 'P-1')
    const as = anna.credential
    expect((await titles(as, '?project_no=P-1')).sort()).toEqual(['A', 'E'])
    expect(await titles(as, '?project_no=P-3')).toEqual([])
    expect(await titles(as, '?type=quote.ready')).toEqual(['A'])
    expect(await titles(as, '?type=notice.order')).toEqual(['E'])
    const [first] = (await inboxOf(as, '?type=quote.ready')).data
    await read(as, first?.id ?? '')
    expect(await titles(as, '?unread=false')).toEqual(['A'])
    expect((await titles(as, '?unread=true')).sort()).toEqual(['B', 'C', 'D,"project_no":"P-1"', 'E'])
    expect((await inboxOf(as, '?unread=true&project_no=P-1')).unread_count).toBe(4)
  })

  test('200: a project’s number with marks of its own is a label like any other', async () => {
    const anna = await customer()
    for (const project_no of ['a.*b', 'a"b', 'a\\b', '%', 'é (1)'])
      await publish(anna, { data: { title: project_no, project_no } })
    for (const project_no of ['a.*b', 'a"b', 'a\\b', '%', 'é (1)'])
      expect(await titles(anna.credential, `?project_no=${encodeURIComponent(project_no)}`)).toEqual([
        project_no,
      ])
    expect(await titles(anna.credential, '?project_no=aXXb')).toEqual([])
  })

  test('200: test events say so; the test of a webhook is no news', async () => {
    const anna = await customer()
    await publish(anna, { is_test: true })
    const webhook = await shop.call('POST', '/webhooks', anna.credential, { url: 'https://93.184.215.14/' })
    expect((await shop.call('POST', `/webhooks/${webhook.body.id}/test`, anna.credential)).status).toBe(202)
    const { data } = await inboxOf(anna.credential)
    expect(data.map(({ type, is_test }) => [type, is_test])).toEqual([['order.shipped', true]])
  })

  test('200: stored markup and escapes are text', async () => {
    const anna = await customer()
    const message = '<script>alert(1)</script>\n"quoted" \\ \\u0000 😀'
    await publish(anna, { data: { title: '<b>bold</b>', message, project_no: 'P-9' } })
    const [item] = (await inboxOf(anna.credential, '?project_no=P-9')).data
    expect(item?.title).toBe('<b>bold</b>')
    expect(item?.message).toBe(message)
  })

  test('200: a link that is none is not handed on', async () => {
    const anna = await customer()
    // `message.reply` names its link; a type that does not lets anything pass.
    await publish(anna, { data: { title: 'A', url: 'https://x.example/a' } })
    await shop.app.db.run({
      text: `UPDATE events SET body = replace(body, 'https://x.example/a', 'javascript:alert(1)') WHERE user_id = $1`,
      values: [anna.userId],
    })
    expect((await inboxOf(anna.credential)).data[0]?.url).toBeNull()
  })

  test('200: members see what happened to their account, and notices; nobody else’s events', async () => {
    const { staff, customer: anna } = shop.people
    await publish(anna)
    await shop.app.db.run({
      text: `INSERT INTO events (id, workspace_id, user_id, type, is_test, created_at, body)
             SELECT nextval('events_id_seq'), $1, $2, t, false, $3, $4
             FROM unnest(ARRAY['security.new_login', 'order.shipped']) t`,
      values: [
        staff.workspaceId,
        staff.userId,
        clock.now(),
        '{"id":1,"data":{"title":"New sign-in","message":"m","project_no":null}}',
      ],
    })
    const types = (await inboxOf(staff.credential)).data.map(({ type }) => type)
    // The second is that of the sign-in of the tests themselves.
    expect(types).toEqual(['security.new_login', 'security.new_login'])
  })

  test('200: a token with read:inbox, a key with api: what all of the staff was told', async () => {
    const { staff, manager, customer: anna } = shop.people
    const telling = { workspaceId: anna.workspaceId, family: 'quote', message: 'm', projectNo: null } as const
    await shop.app.db.transaction(async (tx) => {
      const { notices } = shop.app.services
      await notices.tellStaff(tx, { ...telling, title: 'For all' })
      await notices.tellStaff(tx, { ...telling, title: 'For managers', roles: ['manager'] })
      await notices.tellUser(tx, { ...telling, userId: staff.userId, title: 'For one' })
    })
    const keys = (await inboxOf(shop.keys.api)).data
    expect(keys.map(({ title, type, read_at }) => [title, type, read_at])).toEqual([
      ['For all', 'notice.quote', null],
    ])
    expect(await titles(await shop.pat(manager, ['read:inbox']), '?type=notice.quote')).toEqual([
      'For managers',
      'For all',
    ])
    expect(await titles(staff.credential, '?type=notice.quote')).toEqual(['For one', 'For all'])
    expect(await titles(anna.credential, '?type=notice.quote')).toEqual([])
  })

  it.each([
    'limit=0',
    'limit=201',
    'unread=yes',
    'type=nothing',
    'type=webhook.test',
    'project_no=',
    'user_id=1',
    'cursor=x',
    `cursor=${Buffer.from('1.2.3').toString('base64url')}`,
    `cursor=${Buffer.from(randomUUID()).toString('base64url')}`,
  ])('400: ?%s', async (query) => {
    const reply = await shop.call('GET', `/inbox?${query}`, shop.people.customer.credential)
    expect([reply.status, reply.body.code]).toEqual([
      400,
      expect.stringMatching(/validation_failed|invalid_cursor/),
    ])
  })

  test('401: nobody; 403: a token without the scope, a key without api', async () => {
    expect((await shop.call('GET', '/inbox', {})).status).toBe(401)
    const token = await shop.pat(shop.people.customer, ['write:inbox', 'read:projects'])
    const reply = await shop.call('GET', '/inbox', token)
    expect([reply.status, reply.body.scope]).toEqual([403, 'read:inbox'])
    expect((await shop.call('GET', '/inbox', shop.keys.admin)).body.code).toBe('insufficient_scope')
  })
})

describe('POST /inbox/{id}/read', () => {
  test('200: an event’s item and a notice; the first reading counts', async () => {
    const anna = await customer()
    await publish(anna)
    await tell(anna, 'Told')
    const { data } = await inboxOf(anna.credential)
    const at = clock.now().toISOString()
    for (const item of data) {
      const reply = await read(anna.credential, item.id)
      expect([reply.status, reply.body]).toEqual([200, { ...item, read_at: at }])
    }
    clock.advance(60_000)
    for (const item of data) expect((await read(anna.credential, item.id)).body.read_at).toBe(at)
    expect(await inboxOf(anna.credential)).toMatchObject({ unread_count: 0, data: [{ read_at: at }, {}] })
  })

  test('200: ten readings at once are one', async () => {
    const anna = await customer()
    await publish(anna)
    const [item] = (await inboxOf(anna.credential)).data
    const replies = await Promise.all(Array.from({ length: 10 }, () => read(anna.credential, item?.id ?? '')))
    expect(new Set(replies.map(({ status, body }) => `${status} ${body.read_at}`)).size).toBe(1)
    expect((await inboxOf(anna.credential)).unread_count).toBe(0)
  })

  test('404: another’s item, an event’s item with another time, a webhook’s test, nothing: the same bytes', async () => {
    const anna = await customer()
    const ben = await customer()
    const id = await publish(anna)
    await tell(anna, 'Told')
    const ids = (await inboxOf(anna.credential)).data.map((item) => item.id)
    const missing = refusal(await read(ben.credential, randomUUID()))
    for (const other of [...ids, eventItemId(new Date(0), id), eventItemId(clock.now(), 987_654), 'x'])
      expect([other, refusal(await read(ben.credential, other))]).toEqual([other, missing])
    expect(refusal(await read(anna.credential, eventItemId(new Date(0), id)))).toBe(missing)
    for (const person of [shop.people.owner, shop.elsewhere])
      for (const other of ids) expect(refusal(await read(person.credential, other))).toBe(missing)
    expect((await inboxOf(anna.credential)).unread_count).toBe(2)
  })

  test('401: nobody; 403: a token that only reads, any key', async () => {
    const id = randomUUID()
    expect((await shop.call('POST', `/inbox/${id}/read`, {})).status).toBe(401)
    const token = await shop.pat(shop.people.customer, ['read:inbox'])
    expect((await read(token, id)).body.scope).toBe('write:inbox')
    expect((await read(shop.keys.api, id)).body.code).toBe('user_required')
  })
})

describe('POST /inbox/read-all', () => {
  test('200: all that is there, and nothing that comes later', async () => {
    const anna = await customer()
    const ben = await customer()
    for (const person of [anna, ben]) {
      await publish(person)
      await tell(person, 'Told')
    }
    const at = clock.now().toISOString()
    const reply = await readAll(anna.credential)
    expect([reply.status, reply.body]).toEqual([200, { unread_count: 0 }])
    expect((await inboxOf(anna.credential)).data.map(({ read_at }) => read_at)).toEqual([at, at])
    expect((await inboxOf(ben.credential)).unread_count).toBe(2)

    clock.advance(1_000)
    await publish(anna, { data: { title: 'Later' } })
    expect(await titles(anna.credential, '?unread=true')).toEqual(['Later'])
    await readAll(anna.credential)
    expect((await inboxOf(anna.credential)).data.map(({ read_at }) => read_at)).toEqual([
      clock.now().toISOString(),
      at,
      at,
    ])
  })

  test('200: with nothing to read, and again', async () => {
    const anna = await customer()
    for (let round = 0; round < 2; round++) expect((await readAll(anna.credential)).status).toBe(200)
    const member = await readAll(shop.people.manager.credential)
    expect(member.body).toEqual({ unread_count: 0 })
  })

  test('401: nobody; 403: a token that only reads, any key', async () => {
    expect((await readAll({})).status).toBe(401)
    expect((await readAll(await shop.pat(shop.people.customer, ['read:inbox']))).status).toBe(403)
    expect((await readAll(shop.keys.api)).body.code).toBe('user_required')
  })
})
