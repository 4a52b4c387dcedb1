import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { jobs } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'

let shop: JobShop
let customer: Credential
let staff: Credential
let ben: Person
/** In the order made. */
let first: Reply['body']
let second: Reply['body']
let bens: Reply['body']
let draft: Reply['body']

beforeAll(async () => {
  shop = await openJobShop()
  customer = shop.people.customer.credential
  staff = shop.people.staff.credential
  ben = await shop.app.customer('north')
  first = await shop.ready()
  await shop.accept(first)
  shop.clock.advance(3_600_000)
  second = await shop.request()
  bens = await jobs(shop.app, ben.credential, staff).request()
  draft = await shop.quoteIn('draft')
})
afterAll(() => shop.close())

const list = (query = '', as = staff) => shop.call('GET', `/quotes${query}`, as)
const idsOf = async (query = '', as = staff): Promise<string[]> => {
  const { status, text, body } = await list(query, as)
  expect(status, text).toBe(200)
  return body.data.map(({ id }: { id: string }) => id)
}

describe('GET /quotes', () => {
  test('200: newest first; everybody sees what is theirs, the shop its drafts, too', async () => {
    expect(await idsOf()).toEqual([draft.id, bens.id, second.id, first.id])
    expect(await idsOf('', shop.keys.api)).toHaveLength(4)
    expect(await idsOf('', customer)).toEqual([second.id, first.id])
    expect(await idsOf('', await shop.pat(ben, ['read:quotes']))).toEqual([bens.id])
    expect(await idsOf('', shop.elsewhere.credential)).toEqual([])
  })

  test('200: light, unless lines are asked for', async () => {
    const [listed] = (await list('?limit=1')).body.data
    expect(listed).not.toHaveProperty('lines')
    expect(listed).not.toHaveProperty('project')
    const [whole] = (await list('?status=accepted&expand=lines,project,customer,order')).body.data
    const { project, customer: who, order, ...rest } = whole
    expect(rest).toEqual((await shop.call('GET', `/quotes/${first.id}`, staff)).body)
    expect(project).toMatchObject({ id: first.project_id, name: 'Bracket', status: 'draft' })
    expect(who).toEqual({
      user_id: shop.people.customer.userId,
      name: expect.any(String),
      email: shop.people.customer.email,
      company: '',
    })
    expect(order).toMatchObject({ order_no: 'O-20260515-0001', status: 'placed' })
    const [open] = (await list('?expand=order,lines&limit=1', customer)).body.data
    expect(open).toMatchObject({ order: null, charges: [], lines: [{ breaks: [{}, {}] }] })
  })

  test('200: filters narrow, together', async () => {
    expect(await idsOf('?status=draft')).toEqual([draft.id])
    expect(await idsOf(`?quote_no=${first.quote_no}`)).toEqual([first.id])
    expect(await idsOf(`?project_id=${second.project_id}`)).toEqual([second.id])
    expect(await idsOf(`?project_no=${second.project_no}`)).toEqual([second.id])
    expect(await idsOf(`?customer_id=${ben.userId}`)).toEqual([bens.id])
    expect(await idsOf(`?customer_id=${ben.userId}&status=draft`)).toEqual([])
    expect(await idsOf('?from=2026-05-15T13:00:00Z')).toEqual([draft.id, bens.id, second.id])
    expect(await idsOf('?to=2026-05-15T13:00:00Z')).toEqual([first.id])
    expect(await idsOf('?sort=created_at&limit=2')).toEqual([first.id, second.id])
  })

  test('200: another’s filters find nothing', async () => {
    for (const query of [`customer_id=${ben.userId}`, `project_id=${bens.project_id}`, 'status=draft'])
      expect(await idsOf(`?${query}`, customer)).toEqual([])
  })

  test.each(['created_at', '-created_at'])(
    '200: pages by %s follow each other without a gap',
    async (sort) => {
      const all = await idsOf(`?sort=${sort}`)
      const seen: string[] = []
      for (let cursor = ''; ; ) {
        const { body } = await list(`?sort=${sort}&limit=1${cursor}`)
        seen.push(...body.data.map(({ id }: { id: string }) => id))
        if (body.next_cursor === null) break
        cursor = `&cursor=${body.next_cursor}`
      }
      expect(seen).toEqual(all)
    },
  )

  test.each([
    'status=open',
    'project_id=1',
    'customer_id=me',
    'from=yesterday',
    'sort=status',
    'expand=lines,secrets',
    'expand=',
    'limit=0',
    'limit=201',
    'owner=1',
  ])('400: %s', async (query) => {
    expect((await list(`?${query}`)).body.code).toBe('validation_failed')
  })

  test('400: a cursor that is none; 401: nobody; 403: another scope', async () => {
    expect((await list('?cursor=x')).body.code).toBe('invalid_cursor')
    expect((await list('', {})).status).toBe(401)
    expect((await list('', await shop.pat(ben, ['read:projects']))).body.scope).toBe('read:quotes')
    expect((await list('', shop.keys.admin)).status).toBe(403)
  })

  test('asks the database as often for many as for one', async () => {
    const count = async (query: string) => {
      const before = shop.app.db.statementCount
      await list(query, shop.keys.api)
      return shop.app.db.statementCount - before
    }
    for (const expand of ['', '&expand=project,customer,order', '&expand=lines'])
      expect(await count(`?limit=50${expand}`)).toBe(await count(`?limit=1${expand}`))
    expect(await count('?limit=50&expand=project,customer,order')).toBe(await count('?limit=50'))
    expect(await count('?limit=50&expand=lines')).toBe((await count('?limit=50')) + 2)
  })
})

describe('GET /quotes/{id}', () => {
  test('200: with what it belongs to', async () => {
    const { body } = await shop.call('GET', `/quotes/${first.id}?expand=project,customer,order`, customer)
    expect(body).toMatchObject({ project: { name: 'Bracket' }, customer: {}, order: { status: 'placed' } })
  })

  test('400: what cannot be shown; 401: nobody; 403: another scope', async () => {
    const read = (query: string, as: Credential) => shop.call('GET', `/quotes/${first.id}${query}`, as)
    expect((await read('?expand=invoices', staff)).status).toBe(400)
    expect((await read('', {})).status).toBe(401)
    expect((await read('', await shop.pat(ben, ['write:quotes']))).status).toBe(403)
  })

  test('404: the shop’s draft, another customer’s, nobody’s', async () => {
    for (const id of [draft.id, bens.id, '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11', 'Q-20260515-0001'])
      expect((await shop.call('GET', `/quotes/${id}`, customer)).body.code).toBe('not_found')
  })
})
