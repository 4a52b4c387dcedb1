import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { mintApiKey } from '../../../test/harness/credentials.ts'
import { openShop, refusal, type Shop } from '../../../test/harness/shop.ts'
import { listMails } from '../mail/index.ts'

let shop: Shop
let anna: Person
let ben: Person
let staff: Person
beforeAll(async () => {
  shop = await openShop({ start: false })
  anna = shop.people.customer
  ben = await shop.app.customer('north')
  staff = shop.people.staff
})
afterAll(() => shop.close())

const must = async (status: number, reply: Promise<Reply>) => {
  const got = await reply
  expect(got.status, got.text).toBe(status)
  return got.body
}
const project = (person = anna): Promise<{ id: string; project_no: string }> =>
  must(201, shop.call('POST', '/projects', person.credential, { name: 'Bracket' }))
const upload = async (person: Person, projectId: string, name = 'a.stp') => {
  const body = new FormData()
  body.append('file', new Blob(['ISO-10303-21;'], { type: 'model/step' }), name)
  return must(201, shop.call('POST', `/projects/${projectId}/files`, person.credential, body))
}
const write = (id: string, as: Credential, body: object) =>
  shop.call('POST', `/projects/${id}/messages`, as, body)
const read = async (id: string, as: Credential, query = '') =>
  must(200, shop.call('GET', `/projects/${id}/messages${query}`, as))
const bodies = ({ data }: { data: { body: string }[] }) => data.map(({ body }) => body)

const eventsAbout = (text: string) =>
  shop.app.db.rows<{ type: string; user_id: number; is_test: boolean; body: string }>({
    text: 'SELECT type, user_id, is_test, body FROM events WHERE strpos(body, $1) > 0 ORDER BY id',
    values: [text],
  })
const noticesAbout = (text: string) =>
  shop.app.db.rows<{ user_id: number | null; title: string; project_no: string | null; url: string }>({
    text: `SELECT user_id, title, project_no, url FROM inbox_items WHERE strpos(message, $1) > 0 ORDER BY user_id`,
    values: [text],
  })
const traces = () =>
  shop.app.db.one({
    text: `SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM events) AS events,
             (SELECT count(*) FROM inbox_items) AS items, (SELECT count(*) FROM outbox) AS mails`,
    values: [],
  })

describe('POST /projects/{id}/messages', () => {
  test('201: staff answer, and the customer is told by one event', async () => {
    const { id, project_no } = await project()
    const message = await must(201, write(id, staff.credential, { body: 'The inserts are in.' }))
    const { name } = (await shop.call('GET', '/account', staff.credential)).body
    expect(message).toEqual({
      id: expect.any(String),
      project_id: id,
      customer_id: anna.userId,
      author: { side: 'shop', user_id: staff.userId, name },
      body: 'The inserts are in.',
      internal: false,
      attachments: [],
      created_at: expect.any(String),
    })
    const events = await eventsAbout(message.id)
    expect(events).toMatchObject([{ type: 'message.reply', user_id: anna.userId, is_test: false }])
    expect(JSON.parse(events[0]?.body ?? '').data).toEqual({
      title: 'New message from the shop',
      message: 'The inserts are in.',
      project_no,
      message_id: message.id,
      author: name,
      url: `http://localhost:3000/projects/${id}`,
    })
    expect(await read(id, anna.credential)).toEqual({ data: [message], next_cursor: null })
    const inbox = await must(200, shop.call('GET', '/inbox?limit=1', anna.credential))
    expect(inbox.data).toMatchObject([{ type: 'message.reply', message: 'The inserts are in.', project_no }])
  })

  test('201: a customer writes, and the staff are told in the inbox and by mail, by no event', async () => {
    const { id, project_no } = await project()
    const message = await must(201, write(id, anna.credential, { body: 'When will they be ready?' }))
    expect(message.author).toMatchObject({ side: 'customer', user_id: anna.userId })
    const told = await noticesAbout('When will they be ready?')
    const { owner, admin, manager } = shop.people
    expect(told.map(({ user_id }) => user_id)).toEqual([
      ...[owner, admin, manager, staff].map(({ userId }) => userId).sort((a, b) => a - b),
      null,
    ])
    expect(told[0]).toMatchObject({
      title: `New message from ${message.author.name}`,
      project_no,
      url: `http://localhost:3000/projects/${id}`,
    })
    const mails = await listMails(shop.app.db, shop.app.services.parts.masterKey, new Date())
    expect(mails.filter(({ text }) => text.includes('When will they be ready?'))).toHaveLength(4)
    expect(await eventsAbout('When will they be ready?')).toEqual([])
  })

  test('201: an internal message leaves neither by event nor by inbox, and no customer sees it', async () => {
    const { id } = await project()
    const before = await traces()
    const message = await must(201, write(id, staff.credential, { body: 'Margin is thin.', internal: true }))
    expect(message.internal).toBe(true)
    expect(await traces()).toEqual({ ...before, messages: expect.anything() })
    expect(await eventsAbout('Margin is thin.')).toEqual([])
    expect(await noticesAbout('Margin is thin.')).toEqual([])
    await must(201, write(id, staff.credential, { body: 'Hello' }))
    expect(bodies(await read(id, anna.credential))).toEqual(['Hello'])
    for (const as of [staff.credential, shop.keys.api])
      expect(bodies(await read(id, as))).toEqual(['Hello', 'Margin is thin.'])
    // Nor by its place: pages of a customer are full of what they see.
    const page = await read(id, anna.credential, '?limit=1')
    expect([bodies(page), page.next_cursor]).toEqual([['Hello'], null])
  })

  test('201: a key speaks for its shop; a staging key’s messages are tests', async () => {
    const { id } = await project()
    const message = await must(201, write(id, shop.keys.api, { body: 'From the ERP' }))
    expect(message.author).toEqual({ side: 'shop', user_id: null, name: 'North' })
    const { secret } = await mintApiKey(shop.app, shop.people.owner, { environment: 'staging' })
    const test = await must(201, write(id, { 'x-api-key': secret }, { body: 'Trying' }))
    expect(await eventsAbout(message.id)).toMatchObject([{ is_test: false }])
    expect(await eventsAbout(test.id)).toMatchObject([{ is_test: true }])
  })

  test('201: files of the project hang on it, in order; a deleted one falls off', async () => {
    const { id } = await project()
    const first = await upload(anna, id, 'b.stp')
    const second = await upload(staff, id, '<i>a</i>.stp')
    const attachments = [second.id, first.id]
    const message = await must(201, write(id, anna.credential, { body: 'See', attachments }))
    expect(message.attachments).toEqual([
      { file_id: second.id, project_id: id, name: second.name, bytes: 13, media_type: 'model/step' },
      expect.objectContaining({ file_id: first.id, name: 'b.stp' }),
    ])
    expect((await read(id, staff.credential)).data).toEqual([message])
    await shop.call('DELETE', `/projects/${id}/files/${second.id}`, anna.credential)
    const [left] = (await read(id, staff.credential)).data
    expect(left.attachments.map(({ name }: { name: string }) => name)).toEqual(['b.stp'])
  })

  test('201: stored markup is text', async () => {
    const { id } = await project()
    const body = '<script>alert(1)</script>\n{{x}} "quoted" ‮😀'
    const message = await must(201, write(id, anna.credential, { body: `  ${body}\n` }))
    expect(message.body).toBe(body)
    expect(bodies(await read(id, staff.credential))).toEqual([body])
  })

  test('201: twenty at once from both sides: each is told once', async () => {
    const { id } = await project()
    const texts = Array.from({ length: 20 }, (_, n) => `At once ${n}, ${id}`)
    await Promise.all(
      texts.map((body, n) =>
        must(201, write(id, n % 2 === 0 ? anna.credential : staff.credential, { body })),
      ),
    )
    expect(bodies(await read(id, anna.credential)).sort()).toEqual(texts.toSorted())
    for (const [n, body] of texts.entries()) {
      const [events, notices] = [await eventsAbout(`"${body}"`), await noticesAbout(body)]
      expect([n, events.length, notices.length]).toEqual([n, n % 2, n % 2 === 0 ? 5 : 0])
    }
  })

  test('400: a customer cannot write internally, and nothing is left of the try', async () => {
    const { id } = await project()
    const before = await traces()
    const reply = await write(id, anna.credential, { body: 'Hidden', internal: true })
    expect([reply.status, reply.body.errors[0].path]).toEqual([400, 'internal'])
    expect(await traces()).toEqual(before)
    await must(201, write(id, anna.credential, { body: 'Open', internal: false }))
  })

  test('400: files of another project or customer, and none, look the same', async () => {
    const { id } = await project()
    const own = await upload(anna, id)
    const other = await upload(anna, (await project()).id)
    const foreign = await upload(ben, (await project(ben)).id)
    const before = await traces()
    const replies: Reply[] = []
    for (const missing of [other.id, foreign.id, randomUUID()])
      replies.push(await write(id, anna.credential, { body: 'See', attachments: [own.id, missing] }))
    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400])
    expect(replies[0]?.body.errors).toEqual([
      { path: 'attachments[1]', message: 'is not a file of this thread' },
    ])
    expect(new Set(replies.map(refusal)).size).toBe(1)
    expect(await traces()).toEqual(before)
  })

  it.each<[string, object]>([
    ['no body', {}],
    ['an empty body', { body: ' \n ' }],
    ['a long body', { body: 'x'.repeat(4_001) }],
    ['a NUL', { body: 'a\0b' }],
    ['a body that is no text', { body: ['a'] }],
    ['attachments that are no ids', { body: 'a', attachments: ['x'] }],
    ['a file twice', { body: 'a', attachments: Array(2).fill('0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11') }],
    ['21 files', { body: 'a', attachments: Array.from({ length: 21 }, () => randomUUID()) }],
    ['internal as a text', { body: 'a', internal: 'true' }],
    ['a customer', { body: 'a', customer_id: 1 }],
    ['an author', { body: 'a', author: { name: 'The boss' } }],
    ['a time', { body: 'a', created_at: '2026-05-15T00:00:00.000Z' }],
    ['a workspace', { body: 'a', workspace_id: randomUUID() }],
  ])('400: %s', async (_, body) => {
    const { id } = await project()
    const reply = await write(id, staff.credential, body)
    expect([reply.status, reply.body.code]).toEqual([400, 'validation_failed'])
  })

  test('401: nobody; 403: any scoped token, a key without api', async () => {
    const { id } = await project()
    expect((await write(id, {}, { body: 'a' })).status).toBe(401)
    const token = await shop.pat(anna, ['read:inbox', 'write:inbox', 'write:projects'])
    expect((await write(id, token, { body: 'a' })).body.code).toBe('insufficient_scope')
    expect((await write(id, shop.keys.admin, { body: 'a' })).body.code).toBe('insufficient_scope')
    await must(201, write(id, await shop.pat(anna), { body: 'With a token of full access' }))
  })

  test('404: another’s project, nothing, a malformed id: the same bytes', async () => {
    const { id } = await project()
    const missing = refusal(await write(randomUUID(), ben.credential, { body: 'a' }))
    for (const [as, target] of [
      [ben.credential, id],
      [shop.elsewhere.credential, id],
      [ben.credential, 'x'],
    ] as const)
      expect(refusal(await write(target, as, { body: 'a' }))).toBe(missing)
  })
})

describe('GET /projects/{id}/messages', () => {
  test('200: newest first, page by page; with a token’s scope, and a key', async () => {
    const { id } = await project()
    const texts = Array.from({ length: 7 }, (_, n) => `Line ${n}`)
    for (const body of texts) await must(201, write(id, staff.credential, { body }))
    for (const as of [anna.credential, await shop.pat(anna, ['read:inbox']), shop.keys.api]) {
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await read(id, as, `?limit=3${cursor}`)
        seen.push(...bodies(page))
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
      } while (cursor !== '')
      expect(seen).toEqual(texts.toReversed())
    }
  })

  test('200: a page costs as many queries whatever is on it', async () => {
    const { id } = await project()
    const file = await upload(anna, id)
    const count = async () => {
      const before = shop.app.db.statementCount
      await read(id, staff.credential)
      return shop.app.db.statementCount - before
    }
    await must(201, write(id, staff.credential, { body: 'One', attachments: [file.id] }))
    const one = await count()
    for (let n = 0; n < 10; n++)
      await must(201, write(id, staff.credential, { body: `${n}`, attachments: [file.id] }))
    expect(await count()).toBe(one)
  })

  test('200: names stand as they were', async () => {
    const { id } = await project()
    const writer = await shop.app.member(shop.people.owner, 'staff')
    const { author } = await must(201, write(id, writer.credential, { body: 'Hello' }))
    await must(200, shop.call('PATCH', '/account', writer.credential, { name: 'Another name' }))
    expect((await read(id, anna.credential)).data[0].author).toEqual(author)
  })

  test('200: of a deleted account the words stay, the name does not', async () => {
    const writer = await shop.app.member(shop.people.owner, 'staff')
    const leaver = await shop.app.customer('north')
    const { id } = await project(leaver)
    for (const person of [leaver, writer]) await must(201, write(id, person.credential, { body: 'Hello' }))
    for (const person of [leaver, writer])
      expect(
        (await shop.call('DELETE', '/account', person.credential, { password: 'correct horse' })).status,
      ).toBe(204)
    const { data } = await read(id, staff.credential)
    expect(data.map(({ author }: { author: { name: string } }) => author.name)).toEqual([
      'Deleted member',
      'Deleted customer',
    ])
  })

  test('400: a cursor of no list; 401: nobody; 403: a token without the scope', async () => {
    const { id } = await project()
    expect((await shop.call('GET', `/projects/${id}/messages?cursor=x`, anna.credential)).body.code).toBe(
      'invalid_cursor',
    )
    expect((await shop.call('GET', `/projects/${id}/messages`, {})).status).toBe(401)
    const token = await shop.pat(anna, ['read:projects'])
    expect((await shop.call('GET', `/projects/${id}/messages`, token)).body.scope).toBe('read:inbox')
  })

  test('404: another’s project, nothing, a malformed id: the same bytes', async () => {
    const { id } = await project()
    const get = async (target: string, as: Credential) =>
      refusal(await shop.call('GET', `/projects/${target}/messages`, as))
    const missing = await get(randomUUID(), ben.credential)
    expect(await get(id, ben.credential)).toBe(missing)
    expect(await get(id, shop.keys.elsewhere)).not.toContain(id)
    expect(await get(id, shop.elsewhere.credential)).toBe(missing)
    expect(await get('x', ben.credential)).toBe(missing)
  })
})
