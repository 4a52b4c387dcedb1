import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretMembers, takesIdempotencyKey } from '../src/contract/idempotency.ts'
import { placeOrder } from '../src/features/invoices/testing/order.ts'
import { describeRoutes } from '../src/main/routes.ts'
import { type Credential, type Person, type Reply, startTestApp, type TestApp } from './harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from './harness/credentials.ts'
import { type Jobs, jobs } from './harness/job.ts'
import { recordAttempts } from './harness/record-rows.ts'

/**
 * Every row that takes an `Idempotency-Key` is carried out once, and its answer is stored in the very transaction
 * that makes what it tells of. A new such row comes with a line here and with `rememberAnswer` in its service.
 */

interface Attempt {
  path: string
  as: Credential
  body?: unknown
  headers?: Record<string, string>
}

let app: TestApp
let owner: Person
let customer: Person
let key: Credential
let job: Jobs

beforeAll(async () => {
  app = await startTestApp({ start: false })
  owner = await app.owner()
  customer = await app.customer()
  job = jobs(app, customer.credential, owner.credential)
  key = apiKey((await mintApiKey(app, owner)).secret)
})
afterAll(() => app.close())

const url = 'https://93.184.215.14/hook'
const event = () => ({
  type: 'order.shipped',
  user_id: customer.userId,
  data: { title: 'Shipped', message: 'On its way', project_no: null },
})

async function make(path: string, body?: unknown): Promise<Reply['body']> {
  const reply = await app.call('POST', path, { as: customer.credential, body })
  if (reply.status >= 300) throw new Error(reply.text)
  return reply.body
}
const makeProject = () => make('/projects', { name: 'Bracket' })
const makeWebhook = () => make('/webhooks', { url })

/** An issued invoice over an order of the customer. */
async function makeInvoice(): Promise<string> {
  const body = { order_id: (await placeOrder(app.db, customer)).id, due_on: '2099-01-01' }
  const { id } = (await app.call('POST', '/invoices', { as: key, body })).body
  await app.call('POST', `/invoices/${id}/issue`, { as: key })
  return id
}

/** A delivery to a webhook of the customer; nobody sends it. */
async function makeDelivery(): Promise<string> {
  const { id } = await makeWebhook()
  await app.call('POST', '/events', { as: key, body: event() })
  const page = await app.call('GET', `/webhooks/${id}/deliveries`, { as: customer.credential })
  return page.body.data[0].id
}

const form = {
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
  body: [
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.stp"\r\n',
    'Content-Type: model/step\r\n\r\nISO-10303-21;\r\n--x--\r\n',
  ].join(''),
}

/** One request for each row. `as` is the customer unless it must be somebody else. */
const attempts: Record<string, () => Promise<Omit<Attempt, 'as'> & Partial<Attempt>>> = {
  '/tokens': async () => ({ path: '/tokens', body: { name: 'Script' } }),
  '/tokens/{id}/rotate': async () => ({ path: `/tokens/${(await mintToken(app, customer)).id}/rotate` }),
  '/api-keys': async () => ({
    path: '/api-keys',
    as: owner.credential,
    body: { name: 'ERP', environment: 'production', scopes: ['api'] },
  }),
  '/projects': async () => ({ path: '/projects', body: { name: 'Bracket' } }),
  '/projects/{id}/files': async () => ({ path: `/projects/${(await makeProject()).id}/files`, ...form }),
  '/cad/files': async () => ({ path: '/cad/files', ...form }),
  '/cad/folders': async () => ({ path: '/cad/folders', body: { name: randomUUID() } }),
  '/projects/{id}/messages': async () => ({
    path: `/projects/${(await makeProject()).id}/messages`,
    as: owner.credential,
    body: { body: 'Hello' },
  }),
  '/messages': async () => ({
    path: '/messages',
    as: owner.credential,
    body: { body: 'Hello', customer_id: customer.userId },
  }),
  '/ncrs': async () => ({
    path: '/ncrs',
    as: owner.credential,
    body: { project_id: (await makeProject()).id, severity: 'minor', qty_affected: 1, description: 'Burr' },
  }),
  ...recordAttempts(() => ({ app, jobs: job, customer: customer.credential, staff: owner.credential })),
  '/invoices': async () => ({
    path: '/invoices',
    as: owner.credential,
    body: { order_id: (await placeOrder(app.db, customer)).id, due_on: '2099-01-01' },
  }),
  '/invoices/{id}/payments': async () => ({
    path: `/invoices/${await makeInvoice()}/payments`,
    as: owner.credential,
    body: { amount: { amount: 100, currency: 'USD' }, method: 'wire' },
  }),
  '/webhooks': async () => ({ path: '/webhooks', body: { url } }),
  '/webhooks/{id}/test': async () => ({ path: `/webhooks/${(await makeWebhook()).id}/test` }),
  '/webhooks/deliveries/{id}/redeliver': async () => ({
    path: `/webhooks/deliveries/${await makeDelivery()}/redeliver`,
  }),
  '/webhooks/deliveries/redeliver': async () => ({
    path: '/webhooks/deliveries/redeliver',
    body: { ids: [await makeDelivery()] },
  }),
  '/webhooks/{id}/replays': async () => ({
    path: `/webhooks/${(await makeWebhook()).id}/replays`,
    body: { from: '2026-05-15T00:00:00.000Z', to: '2026-05-16T00:00:00.000Z' },
  }),
  '/workspace/invitations': async () => ({
    path: '/workspace/invitations',
    as: owner.credential,
    body: { email: 'ada@example.com', role: 'staff' },
  }),
  '/workspace/customers': async () => ({
    path: '/workspace/customers',
    as: owner.credential,
    body: { email: 'bob@example.com', name: 'Bob' },
  }),
  '/workspace/customers/import': async () => ({
    path: '/workspace/customers/import',
    as: owner.credential,
    headers: { 'content-type': 'text/csv' },
    body: 'email,name\ncy@example.com,Cy\n',
  }),
  '/events': async () => ({ path: '/events', as: key, body: { events: [event(), event()] } }),
}

const rows = describeRoutes().filter(takesIdempotencyKey)

const send = ({ path, as, body, headers = {} }: Attempt, idempotencyKey: string) =>
  app.call('POST', path, { as, body, headers: { ...headers, 'idempotency-key': idempotencyKey } })

/** How many rows there are of everything that a request can leave behind. */
const traces = () =>
  app.db.one({
    text: `SELECT (SELECT count(*) FROM audit_log) AS audit, (SELECT count(*) FROM events) AS events,
             (SELECT count(*) FROM deliveries) AS deliveries`,
    values: [],
  })

/** The kept answer, and whether something else was written by the same transaction. */
const lastKept = () =>
  app.db.one<{ body: string; together: boolean }>({
    text: `SELECT k.body, EXISTS (
             SELECT FROM audit_log t WHERE t.xmin = k.xmin UNION ALL
             SELECT FROM events t WHERE t.xmin = k.xmin UNION ALL
             SELECT FROM deliveries t WHERE t.xmin = k.xmin) AS together
           FROM idempotency_keys k ORDER BY k.created_at DESC, k.attempt DESC LIMIT 1`,
    values: [],
  })

test('every row that takes a key has its line above', () => {
  expect(Object.keys(attempts).sort()).toEqual(rows.map(({ path }) => path).sort())
})

test('a row whose answer shows a secret says so', () => {
  const shows = (row: (typeof rows)[number]): boolean =>
    Object.keys((row.success.schema as { shape?: object } | undefined)?.shape ?? {}).some((member) =>
      secretMembers.includes(member),
    )
  const untold = describeRoutes().filter((row) => shows(row) !== (row.secret ?? false))
  expect(untold.map(({ method, path }) => `${method} ${path}`)).toEqual([])
})

describe.each(Object.entries(attempts))('POST %s', (path, prepare) => {
  const row = rows.find((one) => one.path === path)

  test(`${row?.success.status}: once, and its answer twice without its secrets`, async () => {
    const attempt: Attempt = { as: customer.credential, ...(await prepare()) }
    const idempotencyKey = randomUUID()
    const first = await send(attempt, idempotencyKey)
    expect(first.status, first.text).toBe(row?.success.status)
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    const after = await traces()

    const kept = await lastKept()
    expect(kept.together).toBe(true)

    const again = await send(attempt, idempotencyKey)
    expect(again.headers['idempotency-replayed']).toBe('true')
    const { secret, accept_url, ...shown } = first.body
    expect(again).toMatchObject({ status: first.status, body: shown })
    expect(Object.keys(again.body)).toEqual(Object.keys(shown))
    expect(await traces()).toEqual(after)

    for (const hidden of [secret, accept_url].filter((value) => value !== undefined))
      expect(kept.body).not.toContain(hidden)
  })
})

describe('POST /projects', () => {
  const body = { name: 'Bracket' }
  const countOf = async (name: string) =>
    (await app.db.rows({ text: 'SELECT id FROM projects WHERE name = $1', values: [name] })).length

  test('ten at once: one project', async () => {
    const attempt = { path: '/projects', as: customer.credential, body: { name: 'Ten at once' } }
    const idempotencyKey = randomUUID()
    const replies = await Promise.all(Array.from({ length: 10 }, () => send(attempt, idempotencyKey)))
    const ids = new Set(replies.filter(({ status }) => status === 201).map((reply) => reply.body.id))
    expect(ids.size).toBe(1)
    for (const { status, body } of replies)
      expect(status === 201 || body.code === 'idempotency_in_progress').toBe(true)
    expect(await countOf('Ten at once')).toBe(1)
  })

  test('a customer’s session and token share their keys; another customer’s do not meet them', async () => {
    const idempotencyKey = randomUUID()
    const mine = await send({ path: '/projects', as: customer.credential, body }, idempotencyKey)
    const token = bearer((await mintToken(app, customer)).secret)
    const again = await send({ path: '/projects', as: token, body }, idempotencyKey)
    expect(again.body.id).toBe(mine.body.id)
    const other = await app.customer()
    const theirs = await send({ path: '/projects', as: other.credential, body }, idempotencyKey)
    expect(theirs.status).toBe(201)
    expect(theirs.body).not.toMatchObject({ id: mine.body.id })
    expect(theirs.body.customer_id).toBe(other.userId)
  })

  test('403: a token that may no longer do it gets no answer again', async () => {
    const { id, secret } = await mintToken(app, customer, { scopes: ['read:projects', 'write:projects'] })
    const idempotencyKey = randomUUID()
    const attempt = { path: '/projects', as: bearer(secret), body }
    expect((await send(attempt, idempotencyKey)).status).toBe(201)
    await app.call('PATCH', `/tokens/${id}`, { as: customer.credential, body: { scopes: ['read:projects'] } })
    expect((await send(attempt, idempotencyKey)).body.code).toBe('insufficient_scope')
  })

  test('400: what failed is not remembered', async () => {
    const idempotencyKey = randomUUID()
    const wrong = { path: '/projects', as: owner.credential, body: { ...body, customer_id: owner.userId } }
    expect((await send(wrong, idempotencyKey)).status).toBe(400)
    const right = { ...wrong, body: { ...body, customer_id: customer.userId } }
    expect((await send(right, idempotencyKey)).status).toBe(201)
  })
})

test('a dump of what is kept holds no secret', async () => {
  const kept = await app.db.rows({ text: 'SELECT * FROM idempotency_keys', values: [] })
  expect(kept.length).toBeGreaterThan(5)
  expect(JSON.stringify(kept)).not.toMatch(/(pat|fwk)_[0-9a-f]{64}|whsec_/)
})
