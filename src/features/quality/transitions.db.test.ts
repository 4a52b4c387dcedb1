import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { refusal } from '../../../test/harness/shop.ts'
import { openQualityShop, type QualityShop } from './testing/quality-shop.ts'

let shop: QualityShop
beforeAll(async () => {
  shop = await openQualityShop()
})
afterAll(() => shop.close())

const resolution = 'Three pieces made anew and measured.'
const bodies: Record<string, object | undefined> = {
  start: { disposition: 'scrap' },
  resolve: { resolution },
  reopen: undefined,
  void: undefined,
}
const actions = Object.keys(bodies)

/** How a report comes into each status. */
const ways: Record<string, readonly string[]> = {
  open: [],
  in_progress: ['start'],
  resolved: ['start', 'resolve'],
  void: ['void'],
}

async function reportIn(status: string, members: object = {}): Promise<{ id: string }> {
  const { projectId } = await shop.project()
  const { body } = await shop.open({ project_id: projectId, ...members })
  for (const action of ways[status] ?? []) {
    const reply = await shop.step(body.id, action, bodies[action])
    expect(reply.status, reply.text).toBe(200)
  }
  return body
}
const typesOf = async (id: string) => (await shop.eventsOf(id)).map(({ type }) => type)
const stored = (id: string) =>
  shop.app.db.one({ text: 'SELECT to_jsonb(n) AS row FROM ncrs n WHERE id = $1', values: [id] })

describe('a report from beginning to end', () => {
  test('200: started, resolved, reopened, resolved again: an event for each resolution', async () => {
    const report = await reportIn('open')
    const started = await shop.step(report.id, 'start', { disposition: 'scrap' })
    expect([started.status, started.body]).toEqual([
      200,
      { ...report, status: 'in_progress', disposition: 'scrap' },
    ])
    shop.clock.advance(1_000)
    const found = { root_cause: 'Worn drill.', resolution }
    const resolved = await shop.step(report.id, 'resolve', found, shop.keys.api)
    expect([resolved.status, resolved.body]).toEqual([
      200,
      { ...started.body, status: 'resolved', ...found, resolved_at: shop.clock.now().toISOString() },
    ])
    const reopened = await shop.step(report.id, 'reopen')
    expect(reopened.body).toEqual({ ...started.body, root_cause: 'Worn drill.' })
    const again = await shop.step(report.id, 'resolve', { resolution: 'Measured again.' })
    expect(again.body).toMatchObject({ root_cause: 'Worn drill.', resolution: 'Measured again.' })

    const events = await shop.eventsOf(report.id)
    expect(events.map(({ type, data }) => [type, data.message])).toEqual([
      ['ncr.issued', 'Bore ⌀12.00 measured 12.07 on 3 pieces.'],
      ['ncr.resolved', resolution],
      ['ncr.resolved', 'Measured again.'],
    ])
    expect(events[1]?.data).toMatchObject({ disposition: 'scrap', resolution, severity: 'major' })
    expect(await shop.audited(report.id)).toMatchObject([
      { action: 'ncr.create' },
      { action: 'ncr.start', before: { status: 'open' }, after: { disposition: 'scrap' } },
      { action: 'ncr.resolve', after: { status: 'resolved', ...found } },
      { action: 'ncr.reopen', before: { status: 'resolved', resolution }, after: { resolution: null } },
      { action: 'ncr.resolve' },
    ])
  })

  test('200: void tells nobody', async () => {
    const { id } = await reportIn('open')
    expect((await shop.step(id, 'void')).body.status).toBe('void')
    expect(await typesOf(id)).toEqual(['ncr.issued'])
  })

  test('200: an internal one fires nothing, whatever happens to it', async () => {
    const { id } = await reportIn('resolved', { internal: true })
    await shop.step(id, 'reopen')
    await shop.step(id, 'resolve', { resolution })
    expect(await shop.eventsOf(id)).toEqual([])
  })
})

const leads: Record<string, string> = {
  'open start': 'in_progress',
  'open void': 'void',
  'in_progress resolve': 'resolved',
  'resolved reopen': 'in_progress',
}
const cells = Object.keys(ways).flatMap((status) => actions.map((action) => [status, action] as const))

describe('every step from every status', () => {
  it.each(cells)('%s, /%s', async (status, action) => {
    const { id } = await reportIn(status)
    const [before, events] = [await stored(id), await typesOf(id)]
    const reply = await shop.step(id, action, bodies[action])
    const to = leads[`${status} ${action}`]
    if (to !== undefined) {
      expect([reply.status, reply.body.status]).toEqual([200, to])
      return
    }
    expect([reply.status, reply.body.code, reply.body.current_status]).toEqual([
      409,
      'invalid_transition',
      status,
    ])
    expect(await stored(id)).toEqual(before)
    expect(await typesOf(id)).toEqual(events)
  })
})

describe('two at once', () => {
  test('409: of start and void one wins', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await reportIn('open')
      const replies = await Promise.all([
        shop.step(id, 'start', { disposition: 'rework' }),
        shop.step(id, 'void'),
      ])
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    }
  })

  test('409: of ten resolutions one wins, and one event is told', async () => {
    const { id } = await reportIn('in_progress')
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) => shop.step(id, 'resolve', { resolution: `By ${n}` })),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await typesOf(id)).toEqual(['ncr.issued', 'ncr.resolved'])
  })
})

describe.each(actions)('POST /ncrs/{id}/%s', (action) => {
  test('404: another shop’s, nothing, a malformed id: the same bytes', async () => {
    const { id } = await reportIn(
      action === 'resolve' ? 'in_progress' : action === 'reopen' ? 'resolved' : 'open',
    )
    const before = await stored(id)
    const as = shop.elsewhere.credential
    const missing = refusal(await shop.step(randomUUID(), action, bodies[action], as))
    expect(JSON.parse(missing.split('\n').at(-1) ?? '').code).toBe('not_found')
    for (const target of [id, 'x'])
      expect(refusal(await shop.step(target, action, bodies[action], as))).toBe(missing)
    expect(await stored(id)).toEqual(before)
  })

  test('401: nobody; 403: its customer, a scoped token, a key without api', async () => {
    const { id } = await reportIn('open')
    const { customer, staff } = shop.people
    expect((await shop.step(id, action, bodies[action], {})).status).toBe(401)
    for (const [as, code] of [
      [customer.credential, 'role_required'],
      [await shop.pat(staff, ['write:projects']), 'insufficient_scope'],
      [shop.keys.admin, 'insufficient_scope'],
    ] as const)
      expect((await shop.step(id, action, bodies[action], as)).body.code).toBe(code)
  })
})

it.each<[string, string, object]>([
  ['start', 'no disposition', {}],
  ['start', 'an unknown disposition', { disposition: 'repair' }],
  ['start', 'a status', { disposition: 'scrap', status: 'resolved' }],
  ['resolve', 'no resolution', { root_cause: 'Worn drill.' }],
  ['resolve', 'an empty resolution', { resolution: ' ' }],
  ['resolve', 'a long resolution', { resolution: 'x'.repeat(4_001) }],
  ['resolve', 'an empty root cause', { resolution, root_cause: '' }],
  ['reopen', 'a body', { status: 'open' }],
  ['void', 'a body', { internal: true }],
])('400: /%s with %s', async (action, _, body) => {
  const { id } = await reportIn(
    action === 'resolve' ? 'in_progress' : action === 'reopen' ? 'resolved' : 'open',
  )
  const before = await stored(id)
  expect((await shop.step(id, action, body)).status).toBe(400)
  expect(await stored(id)).toEqual(before)
})

test('stored markup is text', async () => {
  const description = '<img src=x onerror=alert(1)> {{7*7}}'
  const { id } = await reportIn('open', { description })
  const { body } = await shop.call('GET', `/ncrs/${id}`, shop.people.customer.credential)
  expect(body.description).toBe(description)
  expect((await shop.eventsOf(id))[0]?.data.message).toBe(description)
})
