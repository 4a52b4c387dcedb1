import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'

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
const write = (as: Credential, body: object) => shop.call('POST', '/messages', as, body)
const thread = async (as: Credential, query = '') => {
  const { data } = await must(200, shop.call('GET', `/messages${query}`, as))
  return data.map(({ body }: { body: string }) => body)
}
const newCustomer = () => shop.app.customer('north')

const eventsOf = (messageId: string) =>
  shop.app.db.rows<{ type: string; user_id: number; body: string }>({
    text: 'SELECT type, user_id, body FROM events WHERE strpos(body, $1) > 0',
    values: [messageId],
  })
const count = async () =>
  (await shop.app.db.one<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM messages', values: [] })).n

describe('the general thread of a customer', () => {
  test('201, 200: both sides write, one reads what the other wrote', async () => {
    const person = await newCustomer()
    await must(201, write(person.credential, { body: 'Do you do anodising?' }))
    await must(201, write(person.credential, { body: 'In black?', customer_id: person.userId }))
    const reply = { body: 'We do.', customer_id: person.userId }
    const message = await must(201, write(staff.credential, reply))
    expect(message).toMatchObject({ project_id: null, customer_id: person.userId, internal: false })
    const expected = ['We do.', 'In black?', 'Do you do anodising?']
    expect(await thread(person.credential)).toEqual(expected)
    expect(await thread(await shop.pat(person, ['read:inbox']))).toEqual(expected)
    for (const as of [staff.credential, shop.keys.api])
      expect(await thread(as, `?customer_id=${person.userId}`)).toEqual(expected)

    const events = await eventsOf(message.id)
    expect(events).toMatchObject([{ type: 'message.general_reply', user_id: person.userId }])
    expect(JSON.parse(events[0]?.body ?? '').data).toMatchObject({
      title: 'New message from the shop',
      message: 'We do.',
      project_no: null,
      message_id: message.id,
      url: 'http://localhost:3000/messages',
    })
    const inbox = await must(200, shop.call('GET', '/inbox?limit=2', staff.credential))
    expect(inbox.data[0]).toMatchObject({
      type: 'notice.message',
      message: 'In black?',
      project_no: null,
      url: `http://localhost:3000/messages?customer_id=${person.userId}`,
    })
  })

  test('201: files of any of the customer’s projects hang on it', async () => {
    const projectOf = async (person: Person) =>
      (await must(201, shop.call('POST', '/projects', person.credential, { name: 'Bracket' }))).id
    const fileOf = async (person: Person) => {
      const form = new FormData()
      form.append('file', new Blob(['x']), 'a.stp')
      const path = `/projects/${await projectOf(person)}/files`
      return (await must(201, shop.call('POST', path, person.credential, form))).id
    }
    const [own, other, foreign] = [await fileOf(anna), await fileOf(anna), await fileOf(ben)]
    const message = await must(201, write(anna.credential, { body: 'See', attachments: [own, other] }))
    expect(message.attachments).toHaveLength(2)
    const before = await count()
    for (const id of [foreign, randomUUID()]) {
      const reply = await write(anna.credential, { body: 'See', attachments: [id] })
      expect([reply.status, reply.body.errors]).toEqual([
        400,
        [{ path: 'attachments[0]', message: 'is not a file of this thread' }],
      ])
    }
    expect(await count()).toBe(before)
  })

  test('200: is nobody else’s: another customer named finds as little as nobody named', async () => {
    await must(201, write(anna.credential, { body: 'Between us' }))
    expect(await thread(ben.credential)).toEqual([])
    for (const id of [anna.userId, 987_654]) {
      expect(await thread(ben.credential, `?customer_id=${id}`)).toEqual([])
      expect(await thread(shop.elsewhere.credential, `?customer_id=${id}`)).toEqual([])
    }
    for (const id of [staff.userId, shop.elsewhere.userId])
      expect(await thread(staff.credential, `?customer_id=${id}`)).toEqual([])
  })

  test('200: what is written in projects does not stand in it', async () => {
    const person = await newCustomer()
    const project = await must(201, shop.call('POST', '/projects', person.credential, { name: 'A' }))
    await must(201, shop.call('POST', `/projects/${project.id}/messages`, person.credential, { body: 'P' }))
    await must(201, write(person.credential, { body: 'G' }))
    expect(await thread(person.credential)).toEqual(['G'])
  })

  test('400: the workspace must name one of its customers', async () => {
    const before = await count()
    for (const as of [staff.credential, shop.keys.api]) {
      const reading = await shop.call('GET', '/messages', as)
      expect([reading.status, reading.body.errors[0].path]).toEqual([400, 'customer_id'])
      for (const customer_id of [undefined, staff.userId, shop.elsewhere.userId, 987_654]) {
        const reply = await write(as, { body: 'a', customer_id })
        expect([reply.status, reply.body.errors[0].path]).toEqual([400, 'customer_id'])
      }
    }
    expect(await count()).toBe(before)
  })

  test('400: a customer cannot write to another, and learns the same whoever that is', async () => {
    const errors = new Set<string>()
    for (const customer_id of [ben.userId, staff.userId, 987_654]) {
      const reply = await write(anna.credential, { body: 'a', customer_id })
      expect(reply.status).toBe(400)
      errors.add(JSON.stringify(reply.body.errors))
    }
    expect(errors.size).toBe(1)
  })

  it.each<[string, object]>([
    ['an empty body', { body: '' }],
    ['internal, which is for projects', { body: 'a', internal: true }],
    ['a customer that is no number', { body: 'a', customer_id: '1' }],
    ['a project', { body: 'a', project_id: randomUUID() }],
    ['a list', [{ body: 'a' }]],
  ])('400: %s', async (_, body) => {
    expect((await write(anna.credential, body)).body.code).toBe('validation_failed')
  })

  it.each(['customer_id=x', 'customer_id=0', 'customer_id=1.5', 'project_id=1', 'limit=0'])(
    '400: ?%s',
    async (query) => {
      expect((await shop.call('GET', `/messages?${query}`, staff.credential)).body.code).toBe(
        'validation_failed',
      )
    },
  )

  test('401: nobody; 403: scoped tokens where they do not do, a key without api', async () => {
    expect((await shop.call('GET', '/messages', {})).status).toBe(401)
    expect((await write({}, { body: 'a' })).status).toBe(401)
    const token = await shop.pat(anna, ['write:inbox', 'read:projects'])
    expect((await shop.call('GET', '/messages', token)).body.scope).toBe('read:inbox')
    expect((await write(token, { body: 'a' })).body.scope).toBe('full_access')
    expect((await shop.call('GET', '/messages', shop.keys.admin)).status).toBe(403)
    expect((await write(shop.keys.admin, { body: 'a', customer_id: anna.userId })).status).toBe(403)
  })
})
