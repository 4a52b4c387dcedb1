import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential, Reply } from '../../../test/harness/app.ts'
import { mintApiKey } from '../../../test/harness/credentials.ts'
import { refusal } from '../../../test/harness/shop.ts'
import { openQualityShop, type QualityShop } from './testing/quality-shop.ts'

let shop: QualityShop
beforeAll(async () => {
  shop = await openQualityShop()
})
afterAll(() => shop.close())

const resolution = 'Three pieces made anew and measured.'

describe('POST /ncrs', () => {
  test('201: with its number, and the customer is told by one event', async () => {
    const { projectId, projectNo } = await shop.project()
    const reply = await shop.open({ project_id: projectId })
    expect(reply.status, reply.text).toBe(201)
    const ncr = reply.body
    expect(ncr).toEqual({
      id: expect.any(String),
      ncr_no: expect.stringMatching(/^N-20260515-\d{4}$/),
      status: 'open',
      severity: 'major',
      project_id: projectId,
      project_no: projectNo,
      customer_id: shop.people.customer.userId,
      order_id: null,
      order_no: null,
      order_line_id: null,
      qty_affected: 3,
      description: 'Bore ⌀12.00 measured 12.07 on 3 pieces.',
      disposition: null,
      root_cause: null,
      resolution: null,
      internal: false,
      created_at: '2026-05-15T12:00:00.000Z',
      resolved_at: null,
    })
    const [event] = await shop.eventsOf(ncr.id)
    expect(event).toMatchObject({
      type: 'ncr.issued',
      user_id: shop.people.customer.userId,
      is_test: false,
      data: {
        title: 'Quality flag raised',
        message: ncr.description,
        project_no: projectNo,
        ncr_no: ncr.ncr_no,
        severity: 'major',
        qty_affected: 3,
        url: `http://localhost:3000/quality/${ncr.id}`,
      },
    })
    expect(event?.data).not.toHaveProperty('order_no')
    expect(await shop.audited(ncr.id)).toMatchObject([
      { action: 'ncr.create', after: { ncr_no: ncr.ncr_no, severity: 'major', internal: false } },
    ])
  })

  test('201: about a line of an order, by a key', async () => {
    const order = await shop.order(10)
    const body = { project_id: order.projectId, order_line_id: order.lineId, qty_affected: 10 }
    const { status, body: ncr } = await shop.open(body, shop.keys.api)
    expect([status, ncr.order_id, ncr.order_no]).toEqual([201, order.id, order.orderNo])
    expect((await shop.eventsOf(ncr.id))[0]?.data).toMatchObject({ order_no: order.orderNo })
  })

  test('201: an internal one is told nobody', async () => {
    const { projectId } = await shop.project()
    const { body } = await shop.open({ project_id: projectId, internal: true })
    expect(body.internal).toBe(true)
    expect(await shop.eventsOf(body.id)).toEqual([])
  })

  test('201: of a staging key, and of a test order, all events are tests', async () => {
    const { secret } = await mintApiKey(shop.app, shop.people.owner, { environment: 'staging' })
    const { projectId } = await shop.project()
    const first = (await shop.open({ project_id: projectId }, { 'x-api-key': secret })).body
    const order = await shop.order(10, true)
    const second = (await shop.open({ project_id: order.projectId, order_line_id: order.lineId })).body
    for (const { id } of [first, second]) {
      await shop.step(id, 'start', { disposition: 'rework' })
      await shop.step(id, 'resolve', { resolution })
      expect((await shop.eventsOf(id)).map(({ type, is_test }) => [type, is_test])).toEqual([
        ['ncr.issued', true],
        ['ncr.resolved', true],
      ])
    }
  })

  test('201: ten at once: ten numbers', async () => {
    const { projectId } = await shop.project()
    const replies = await Promise.all(Array.from({ length: 10 }, () => shop.open({ project_id: projectId })))
    expect(new Set(replies.map(({ body }) => body.ncr_no)).size).toBe(10)
  })

  test('400: more pieces than the line has; a line of another project or shop, or none', async () => {
    const order = await shop.order(10)
    const other = await shop.order(10)
    const before = await shop.count()
    const tooMany = await shop.open({
      project_id: order.projectId,
      order_line_id: order.lineId,
      qty_affected: 11,
    })
    expect([tooMany.status, tooMany.body.errors[0].path]).toEqual([400, 'qty_affected'])
    const replies: Reply[] = []
    for (const order_line_id of [other.lineId, randomUUID()])
      replies.push(await shop.open({ project_id: order.projectId, order_line_id }))
    expect(replies.map(({ status, body }) => [status, body.errors[0].path])).toEqual(
      Array(2).fill([400, 'order_line_id']),
    )
    expect(await shop.count()).toBe(before)
  })

  test('400: another shop’s project, and none, look the same', async () => {
    const { projectId } = await shop.project()
    const replies: Reply[] = []
    for (const project_id of [projectId, randomUUID()])
      replies.push(await shop.open({ project_id }, shop.elsewhere.credential))
    expect(replies.map(refusal)).toEqual(Array(2).fill(refusal(replies[0] as Reply)))
    expect(replies[0]?.body.errors).toEqual([
      { path: 'project_id', message: 'is not a project of this workspace' },
    ])
  })

  it.each<[string, object]>([
    ['no severity', { severity: undefined }],
    ['an unknown severity', { severity: 'MAJOR' }],
    ['no pieces', { qty_affected: 0 }],
    ['a negative number of pieces', { qty_affected: -1 }],
    ['half a piece', { qty_affected: 0.5 }],
    ['pieces beyond the database', { qty_affected: 2_147_483_648 }],
    ['an empty description', { description: ' ' }],
    ['a long description', { description: 'x'.repeat(4_001) }],
    ['a NUL', { description: 'a\0' }],
    ['a project that is no id', { project_id: 'P-20260515-0001' }],
    ['internal as a text', { internal: 'true' }],
    ['a status', { status: 'resolved' }],
    ['a number', { ncr_no: 'N-20260515-0001' }],
    ['a disposition', { disposition: 'scrap' }],
    ['a workspace', { workspace_id: randomUUID() }],
  ])('400: %s', async (_, members) => {
    const { projectId } = await shop.project()
    const before = await shop.count()
    const reply = await shop.open({ project_id: projectId, ...members })
    expect([reply.status, reply.body.code]).toEqual([400, 'validation_failed'])
    expect(await shop.count()).toBe(before)
  })

  test('401: nobody; 403: a customer, a scoped token, a key without api', async () => {
    const { projectId: project_id } = await shop.project()
    expect((await shop.open({ project_id }, {})).status).toBe(401)
    const { customer, staff } = shop.people
    for (const [as, code] of [
      [customer.credential, 'role_required'],
      [await shop.pat(staff, ['write:projects']), 'insufficient_scope'],
      [shop.keys.admin, 'insufficient_scope'],
    ] as const)
      expect((await shop.open({ project_id }, as)).body.code).toBe(code)
  })
})

describe('GET /ncrs', () => {
  const list = async (query: string, as: Credential) => {
    const reply = await shop.call('GET', `/ncrs?${query}`, as)
    expect(reply.status, reply.text).toBe(200)
    return reply.body.data.map(({ id }: { id: string }) => id) as string[]
  }

  test('200: newest first; the customer sees the own and visible, the shop all', async () => {
    const { projectId, projectNo } = await shop.project()
    const visible = (await shop.open({ project_id: projectId })).body
    const internal = (await shop.open({ project_id: projectId, internal: true })).body
    const query = `project_id=${projectId}`
    const { customer, staff } = shop.people
    for (const as of [customer.credential, await shop.pat(customer, ['read:projects'])])
      expect(await list(query, as)).toEqual([visible.id])
    for (const as of [staff.credential, shop.keys.api])
      expect(await list(query, as)).toEqual([internal.id, visible.id])
    expect(await list(`${query}&sort=created_at&limit=1`, staff.credential)).toEqual([visible.id])
    expect(await list(`project_no=${projectNo}`, staff.credential)).toEqual([internal.id, visible.id])
    const ben = await shop.app.customer('north')
    expect(await list(query, ben.credential)).toEqual([])
    expect(await list(`customer_id=${customer.userId}`, ben.credential)).toEqual([])
    expect(await list(query, shop.elsewhere.credential)).toEqual([])
  })

  test('200: by status, severity, number, order, time; page by page', async () => {
    const order = await shop.order(10)
    const about = { project_id: order.projectId, order_line_id: order.lineId }
    const first = (await shop.open({ ...about, severity: 'critical' })).body
    shop.clock.advance(60_000)
    const second = (await shop.open(about)).body
    await shop.step(second.id, 'void')
    const as = shop.people.staff.credential
    const both = [second.id, first.id]
    const at = (time: string) => encodeURIComponent(time)
    for (const [query, expected] of [
      ['', both],
      ['status=void', [second.id]],
      ['severity=critical', [first.id]],
      [`ncr_no=${first.ncr_no}`, [first.id]],
      [`order_no=${order.orderNo}`, both],
      [`from=${at(second.created_at)}`, [second.id]],
      [`to=${at(second.created_at)}`, [first.id]],
      ['status=resolved', []],
    ] as const)
      expect([query, await list(`order_id=${order.id}&${query}`, as)]).toEqual([query, expected])
    const page = (await shop.call('GET', `/ncrs?order_id=${order.id}&limit=1`, as)).body
    expect(page.next_cursor).not.toBeNull()
    expect(await list(`order_id=${order.id}&limit=1&cursor=${page.next_cursor}`, as)).toEqual([first.id])
  })

  test('200: expand shows project and customer, in one query for all of them', async () => {
    const { projectId, projectNo } = await shop.project()
    const { id } = (await shop.open({ project_id: projectId })).body
    const as = shop.people.staff.credential
    const { body } = await shop.call('GET', `/ncrs/${id}?expand=project,customer`, as)
    expect(body.project).toEqual({ id: projectId, project_no: projectNo, name: 'Bracket', status: 'draft' })
    expect(body.customer).toMatchObject({ user_id: shop.people.customer.userId, company: '' })
    const count = async (query: string) => {
      const before = shop.app.db.statementCount
      await shop.call('GET', `/ncrs?limit=50${query}`, as)
      return shop.app.db.statementCount - before
    }
    expect(await count('&expand=project,customer')).toBe(await count(''))
  })

  it.each(['status=x', 'severity=x', 'from=x', 'expand=x', 'sort=x', 'internal=true', 'limit=0', 'cursor=x'])(
    '400: ?%s',
    async (query) => {
      const reply = await shop.call('GET', `/ncrs?${query}`, shop.people.staff.credential)
      expect([reply.status, reply.body.code]).toEqual([
        400,
        expect.stringMatching(/validation_failed|invalid_cursor/),
      ])
    },
  )

  test('401: nobody; 403: a token without the scope, a key without api', async () => {
    expect((await shop.call('GET', '/ncrs', {})).status).toBe(401)
    const token = await shop.pat(shop.people.customer, ['read:inbox'])
    expect((await shop.call('GET', '/ncrs', token)).body.scope).toBe('read:projects')
    expect((await shop.call('GET', '/ncrs', shop.keys.admin)).status).toBe(403)
  })
})

describe('GET /ncrs/{id}', () => {
  test('200: its customer, a member and a key read the same', async () => {
    const { projectId } = await shop.project()
    const ncr = (await shop.open({ project_id: projectId })).body
    const { customer, staff } = shop.people
    for (const as of [customer.credential, staff.credential, shop.keys.api])
      expect((await shop.call('GET', `/ncrs/${ncr.id}`, as)).body).toEqual(ncr)
  })

  test('404: an internal one to its customer, another’s, nothing, a malformed id: the same bytes', async () => {
    const { projectId } = await shop.project()
    const visible = (await shop.open({ project_id: projectId })).body.id
    const internal = (await shop.open({ project_id: projectId, internal: true })).body.id
    const { customer } = shop.people
    const ben = await shop.app.customer('north')
    const get = async (id: string, as: Credential) => refusal(await shop.call('GET', `/ncrs/${id}`, as))
    const missing = await get(randomUUID(), customer.credential)
    for (const [id, as] of [
      [internal, customer.credential],
      ['x', customer.credential],
      [visible, ben.credential],
      [visible, shop.elsewhere.credential],
    ] as const)
      expect(await get(id, as)).toBe(missing)
  })
})
