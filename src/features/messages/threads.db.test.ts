import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Credential, Person } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'

let shop: Shop
let anna: Person
let staff: Person
beforeAll(async () => {
  shop = await openShop({ start: false })
  anna = shop.people.customer
  staff = shop.people.staff
})
afterAll(() => shop.close())

const write = async (as: Credential, path: string, body: object): Promise<{ id: string }> => {
  const reply = await shop.call('POST', path, as, body)
  expect(reply.status, reply.text).toBe(201)
  return reply.body
}
const threads = async (as: Credential, query = '') =>
  (await shop.call('GET', `/messages/threads${query}`, as)).body

test('threads, the last written in first; internal notes are the shop’s alone', async () => {
  expect((await threads(staff.credential)).data).toEqual([])
  const project = await write(anna.credential, '/projects', { name: 'Bracket' })
  const inProject = `/projects/${project.id}/messages`
  await write(anna.credential, '/messages', { body: 'Do you anodise?' })
  await write(anna.credential, inProject, { body: 'x'.repeat(300) })
  await write(anna.credential, inProject, { body: 'And soon?' })
  await write(staff.credential, inProject, { body: 'Note', internal: true })

  const { data } = await threads(staff.credential)
  expect(data).toMatchObject([
    {
      project_id: project.id,
      project_name: 'Bracket',
      last_message: { excerpt: 'Note', internal: true },
    },
    { project_id: null, project_no: null, last_message: { author: { side: 'customer' } } },
  ])
  expect(data[0].customer_id).toBe(anna.userId)

  const hers = (await threads(anna.credential)).data
  expect(hers.map(({ last_message }: (typeof hers)[0]) => last_message.excerpt)).toEqual([
    'And soon?',
    'Do you anodise?',
  ])

  expect((await threads(shop.keys.api)).data).toHaveLength(2)
})

test('threads go page by page, and by customer', async () => {
  const ben = await shop.app.customer('north')
  await write(ben.credential, '/messages', { body: 'Hello' })
  const { data, next_cursor } = await threads(staff.credential, '?limit=1')
  expect(data).toMatchObject([{ customer_id: ben.userId }])
  expect((await threads(staff.credential, `?limit=9&cursor=${next_cursor}`)).data).toHaveLength(2)
  expect((await threads(staff.credential, `?customer_id=${ben.userId}`)).data).toHaveLength(1)
  expect((await threads(ben.credential, `?customer_id=${anna.userId}`)).data).toEqual([])
  expect((await threads(shop.elsewhere.credential)).data).toEqual([])
})
