import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { pricesFor, selectionsOf } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'
import { type QuoteStatus, quoteStatuses } from '../../domain/records/quote.ts'

let shop: JobShop
let customer: Credential
let staff: Credential

beforeAll(async () => {
  shop = await openJobShop()
  customer = shop.people.customer.credential
  staff = shop.people.staff.credential
})
afterAll(() => shop.close())

const actions = ['submit', 'pricing', 'ready', 'revise', 'accept', 'decline', 'cancel'] as const
type Action = (typeof actions)[number]

function ask(action: Action, quote: { id: string; lines: unknown }, as?: Credential) {
  const path = `/quotes/${quote.id}/${action}`
  const caller = as ?? (action === 'accept' || action === 'decline' ? customer : staff)
  if (action === 'pricing') return shop.call('PUT', path, caller, pricesFor(quote))
  return shop.call(
    'POST',
    path,
    caller,
    action === 'accept' ? { selections: selectionsOf(quote) } : undefined,
  )
}

/** What is answered, and what the quote is afterwards; 409 where nothing stands. */
const allowed: Partial<Record<QuoteStatus, Partial<Record<Action, [number, QuoteStatus]>>>> = {
  draft: { submit: [200, 'in_review'], pricing: [200, 'draft'], cancel: [200, 'cancelled'] },
  in_review: { pricing: [200, 'in_review'], cancel: [200, 'cancelled'] },
  ready: {
    revise: [201, 'superseded'],
    accept: [201, 'accepted'],
    decline: [200, 'declined'],
    cancel: [200, 'cancelled'],
  },
}

describe.each(quoteStatuses)('a quote that is %s', (status) => {
  const refused = actions.filter((action) => allowed[status]?.[action] === undefined)

  test(`409: ${refused.join(', ')}; nothing changes, nobody is told`, async () => {
    const quote = await shop.quoteIn(status)
    const read = async () => (await shop.call('GET', `/quotes/${quote.id}`, staff)).body
    const before = await read()
    expect(before.status).toBe(status)
    const told = [await shop.audited(quote.id), await shop.eventsAbout('quote_id', quote.id)]
    for (const action of refused) {
      // The shop's own draft does not exist for the customer.
      const hidden = status === 'draft' && (action === 'accept' || action === 'decline')
      const { body } = await ask(action, quote)
      expect([action, body]).toMatchObject([
        action,
        hidden
          ? { status: 404, code: 'not_found' }
          : { status: 409, code: 'invalid_transition', current_status: status },
      ])
      if (!hidden) expect(body.detail).toContain(status)
    }
    expect(await read()).toEqual(before)
    expect([await shop.audited(quote.id), await shop.eventsAbout('quote_id', quote.id)]).toEqual(told)
  })

  test.each(Object.entries(allowed[status] ?? {}))('%s: %j', async (action, [answer, after]) => {
    const quote = await shop.quoteIn(status)
    const reply = await ask(action as Action, quote)
    expect(reply.status, reply.text).toBe(answer)
    expect((await shop.call('GET', `/quotes/${quote.id}`, staff)).body.status).toBe(after)
    const lines = await shop.audited(quote.id)
    const written = action === 'pricing' ? 'quote.price' : `quote.${action}`
    expect(lines.at(-1)).toMatchObject({
      action: written,
      before: { status },
      after: { status: after },
    })
  })
})

describe('POST /quotes/{id}/ready', () => {
  test('409: no prices yet; 200 with them, and the customer is told once', async () => {
    const quote = await shop.request()
    expect((await ask('ready', quote)).body).toMatchObject({
      status: 409,
      detail: 'The quote is in_review and has no prices yet.',
    })
    await shop.price(quote)
    const reply = await ask('ready', quote)
    expect(reply.body).toMatchObject({ id: quote.id, status: 'ready', ready_at: expect.any(String) })
    expect((await ask('ready', quote)).status).toBe(409)
    expect(
      (await shop.eventsAbout('quote_id', quote.id)).map(({ type, data }) => [type, data.message]),
    ).toEqual([['quote.ready', `Quote ${quote.quote_no} for 1 part is priced.`]])
  })

  test('409: prices whose last day is over are not offered', async () => {
    const quote = await shop.request()
    await shop.price(quote, { valid_until: '2026-05-15' })
    const text = `UPDATE quotes SET valid_until = '2026-05-14' WHERE id = $1`
    await shop.app.db.run({ text, values: [quote.id] })
    expect((await ask('ready', quote)).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('valid until 2026-05-14'),
    })
    await shop.price(quote, { valid_until: '2026-05-15' })
    expect((await ask('ready', quote)).status).toBe(200)
  })
})

describe('POST /quotes/{id}/submit', () => {
  test('200: from then on the customer sees the shop’s draft', async () => {
    const quote = await shop.quoteIn('draft')
    const look = () => shop.call('GET', `/quotes/${quote.id}`, customer)
    const listed = async () =>
      (await shop.call('GET', `/quotes?quote_no=${quote.quote_no}`, customer)).body.data.length
    expect([(await look()).status, await listed()]).toEqual([404, 0])
    await ask('submit', quote)
    expect([(await look()).status, await listed()]).toEqual([200, 1])
  })

  test('404: a draft that was cancelled stays the shop’s', async () => {
    const quote = await shop.quoteIn('draft')
    await ask('cancel', quote)
    expect((await shop.call('GET', `/quotes/${quote.id}`, customer)).status).toBe(404)
    expect((await shop.call('GET', `/quotes/${quote.id}`, staff)).body.status).toBe('cancelled')
  })
})

describe('POST /quotes/{id}/decline', () => {
  test('200: with the reason, of which the shop is told', async () => {
    const quote = await shop.ready()
    const reply = await shop.call('POST', `/quotes/${quote.id}/decline`, customer, { reason: 'Too late' })
    expect(reply.body).toMatchObject({ status: 'declined', decline_reason: 'Too late' })
    expect((await shop.notices()).at(-1)).toMatchObject({
      title: 'Quote declined',
      message: expect.stringMatching(/ has declined quote Q-\d+-\d+: Too late$/),
      project_no: quote.project_no,
    })
  })

  test('400: a reason that is none', async () => {
    const quote = await shop.ready()
    for (const body of [{ reason: 1 }, { reason: 'a'.repeat(2_001) }, { why: 'no' }, { status: 'draft' }])
      expect((await shop.call('POST', `/quotes/${quote.id}/decline`, customer, body)).status).toBe(400)
    expect((await shop.call('GET', `/quotes/${quote.id}`, customer)).body.status).toBe('ready')
  })
})

describe('POST /quotes/{id}/cancel', () => {
  test('200: the customer before it is ready; 409: afterwards only the shop', async () => {
    const quote = await shop.request()
    expect((await ask('cancel', quote, customer)).body.status).toBe('cancelled')
    const offered = await shop.ready()
    expect((await ask('cancel', offered, customer)).body).toMatchObject({
      status: 409,
      current_status: 'ready',
    })
    expect((await ask('cancel', offered, shop.keys.api)).body.status).toBe('cancelled')
    // What was offered once stays to be seen.
    expect((await shop.call('GET', `/quotes/${offered.id}`, customer)).body.currency).toBe('USD')
  })
})

describe('POST /quotes/{id}/revise', () => {
  test('201: the next revision of the same number, in review, with the prices to begin with', async () => {
    const old = await shop.ready(
      { note: 'Urgent' },
      {
        valid_until: '2026-06-14',
        charges: [{ kind: 'setup', label: 'Setup', amount: { amount: 5_000, currency: 'USD' } }],
      },
    )
    const next = (await ask('revise', old)).body
    expect(next).toMatchObject({
      quote_no: old.quote_no,
      revision: 2,
      previous_id: old.id,
      status: 'in_review',
      note: 'Urgent',
      currency: 'USD',
      valid_until: '2026-06-14',
      charges: old.charges,
      ready_at: null,
    })
    expect(next.lines.map(({ breaks }: { breaks: unknown }) => breaks)).toEqual(
      old.lines.map(({ breaks }: { breaks: unknown }) => breaks),
    )
    expect(next.lines[0].id).not.toBe(old.lines[0].id)
    const seen = await shop.call('GET', `/quotes/${next.id}`, customer)
    expect(seen.body).toMatchObject({ currency: null, valid_until: null, charges: [] })
    expect(seen.text).not.toContain('12.5')

    await ask('ready', next)
    const list = await shop.call('GET', `/quotes?quote_no=${old.quote_no}`, customer)
    expect(list.body.data).toMatchObject([
      { revision: 2, status: 'ready' },
      { revision: 1, status: 'superseded' },
    ])
    expect((await shop.eventsAbout('quote_no', old.quote_no)).map(({ data }) => data.revision)).toEqual([
      1, 2,
    ])
    const third = (await ask('revise', next)).body
    expect(third).toMatchObject({ revision: 3, previous_id: next.id })
  })

  test('201 and 409: of several at once one revises', async () => {
    const quote = await shop.ready()
    const replies = await Promise.all([1, 2, 3].map(() => ask('revise', quote)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  })
})

describe('who may', () => {
  const paths = actions.map((action) => [action] as const)

  test.each(paths)('401: %s by nobody', async (action) => {
    const quote = await shop.quoteIn('in_review')
    expect((await ask(action, quote, {})).status).toBe(401)
  })

  test.each(paths)('403: %s with a token of all scopes, which is not binding', async (action) => {
    const quote = await shop.quoteIn('ready')
    const scopes = ['read:quotes', 'write:quotes', 'write:projects', 'admin:account']
    const { body } = await ask(action, quote, await shop.pat(shop.people.customer, scopes))
    expect(body).toMatchObject({ status: 403, code: 'insufficient_scope', scope: 'full_access' })
  })

  test('403: the customer does not do the shop’s work, nor the shop the customer’s', async () => {
    const quote = await shop.ready()
    for (const action of ['submit', 'pricing', 'ready', 'revise'] as const)
      expect((await ask(action, quote, customer)).body).toMatchObject({ status: 403, code: 'role_required' })
    for (const action of ['accept', 'decline'] as const)
      for (const as of [staff, shop.people.owner.credential])
        expect((await ask(action, quote, as)).body).toMatchObject({ status: 403, code: 'role_required' })
  })

  test('404: a malformed id, nobody’s, another shop’s: all the same', async () => {
    for (const id of ['1', 'me', '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11'])
      for (const action of ['submit', 'ready', 'revise', 'cancel'])
        expect((await shop.call('POST', `/quotes/${id}/${action}`, staff)).body.code).toBe('not_found')
    const quote = await shop.quoteIn('draft')
    expect((await ask('submit', quote, shop.elsewhere.credential)).body.code).toBe('not_found')
  })

  test('400: a body where none belongs', async () => {
    const quote = await shop.quoteIn('draft')
    const reply = await shop.call('POST', `/quotes/${quote.id}/submit`, staff, { status: 'accepted' })
    expect(reply.status).toBe(400)
  })

  test('a staging key’s quote is a test quote, whoever goes on with it', async () => {
    const { customer: anna, owner } = shop.people
    const made = await shop.call('POST', '/api-keys', owner.credential, {
      name: 'Staging',
      environment: 'staging',
      scopes: ['api'],
    })
    const key = { 'x-api-key': made.body.secret }
    const project = await shop.project()
    const quote = await shop.must('/quotes', key, {
      project_id: project.id,
      lines: [{ part_name: 'A', process: 'CNC', material: 'Steel', quantities: [1] }],
    })
    expect(quote).toMatchObject({ status: 'draft', customer_id: anna.userId })
    await shop.step(quote, 'submit')
    await shop.price(quote)
    await shop.step(quote, 'ready')
    const order = await shop.accept(quote)
    await shop.orderStep(order, 'start-production')
    const events = [
      ...(await shop.eventsAbout('quote_id', quote.id)),
      ...(await shop.eventsAbout('order_id', order.id)),
    ]
    expect(events.map(({ type, is_test }) => [type, is_test])).toEqual([
      ['quote.ready', true],
      ['order.placed', true],
      ['order.production_started', true],
    ])
  })
})
