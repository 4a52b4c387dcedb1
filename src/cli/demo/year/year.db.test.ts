import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../../test/harness/app.ts'
import { ManualClock } from '../../../platform/clock.ts'
import { writeYear } from './index.ts'

const now = new Date('2026-05-15T11:00:00.000Z')
const jobs = 300

let app: TestApp
let owner: Person
let customer: Person

beforeAll(async () => {
  app = await startTestApp({ clock: new ManualClock(now), start: false })
  owner = await app.owner()
  customer = await app.customer()
  const webhook = await app.call('POST', '/webhooks', {
    as: owner.credential,
    body: { url: 'https://93.184.215.14/hook' },
  })
  const rows = await writeYear(app.db, {
    workspaceId: owner.workspaceId,
    customers: [{ id: customer.userId, name: 'Carl', company: 'Rocketry' }],
    staff: { id: owner.userId, name: 'Olga' },
    webhookId: webhook.body.id,
    jobs,
    seed: 7,
    now,
  })
  expect(rows).toBeGreaterThan(jobs * 10)
})

afterAll(() => app.close())

const one = <R>(text: string) => app.db.one<R>({ text, values: [] })

describe('a year of history', () => {
  test('has jobs in every state that a job can be in', async () => {
    const { quotes } = await one<{ quotes: string[] }>(
      'SELECT array_agg(DISTINCT status ORDER BY status) AS quotes FROM quotes',
    )
    expect(quotes).toEqual(['accepted', 'declined', 'expired', 'in_review', 'ready'])
    const { orders } = await one<{ orders: string[] }>(
      'SELECT array_agg(DISTINCT status) AS orders FROM orders',
    )
    expect(orders).toEqual(expect.arrayContaining(['placed', 'in_production', 'shipped', 'delivered']))
  })

  test('nothing in it lies ahead of its end', async () => {
    const { late } = await one<{ late: number }>(`
      SELECT count(*)::int AS late FROM (
        SELECT created_at FROM projects UNION ALL SELECT created_at FROM orders UNION ALL
        SELECT delivered_at FROM shipments UNION ALL SELECT created_at FROM payments UNION ALL
        SELECT created_at FROM messages UNION ALL SELECT created_at FROM events) AS t (at)
      WHERE at > '${now.toISOString()}'`)
    expect(late).toBe(0)
  })

  test('its books balance', async () => {
    expect(
      await one(`
        SELECT count(*) FILTER (WHERE i.total_minor <> l.lines + c.charges)::int AS sums,
               count(*) FILTER (WHERE i.paid_minor <> coalesce(p.paid, 0))::int AS payments,
               count(*) FILTER (WHERE (i.status = 'paid') <> (i.paid_minor = i.total_minor))::int AS states
        FROM invoices i
        CROSS JOIN LATERAL (SELECT sum(total_minor) AS lines FROM invoice_lines WHERE invoice_id = i.id) l
        CROSS JOIN LATERAL (SELECT sum(amount_minor) AS charges FROM invoice_charges WHERE invoice_id = i.id) c
        CROSS JOIN LATERAL (SELECT sum(amount_minor) AS paid FROM payments WHERE invoice_id = i.id) p`),
    ).toEqual({ sums: 0, payments: 0, states: 0 })
  })

  test('what comes after it counts on', async () => {
    const reply = await app.call('POST', '/projects', { as: customer.credential, body: { name: 'Next' } })
    expect(reply.status).toBe(201)
  })

  test('its deliveries and its inbox can be read', async () => {
    const { body: hooks } = await app.call('GET', '/webhooks', { as: owner.credential })
    const log = await app.call('GET', `/webhooks/${hooks.data[0].id}/deliveries`, { as: owner.credential })
    expect(log.body.data.length).toBeGreaterThan(10)
  })
})
