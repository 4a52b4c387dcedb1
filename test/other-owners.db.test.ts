import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { placeOrder } from '../src/features/invoices/testing/order.ts'
import { describeRoutes } from '../src/main/routes.ts'
import { type Credential, type Person, type Reply, startTestApp, type TestApp } from './harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from './harness/credentials.ts'
import { jobs } from './harness/job.ts'
import { recordTargets, recordThefts } from './harness/record-rows.ts'

/**
 * Security case 22, over the whole table of routes: whoever asks for a record of another customer or workspace gets
 * what somebody gets who asks for nothing at all, byte for byte, and the record stays as it was. A new row with an
 * id, or with ids in its body, comes with a line in `attempts`.
 */

/** An id of a record that is there, and one of the same form that is not. */
interface Target {
  real: string
  unreal: string
}

let app: TestApp
let owner: Person
let anna: Person
/** Everything that Anna and her shop have, by what it is. */
const records: Record<string, Target> = {}
const strangers: [name: string, credential: Credential][] = []

const url = 'https://93.184.215.14/hook'
const uuid = (real: string): Target => ({ real, unreal: randomUUID() })
const user = ({ userId }: Person): Target => ({ real: String(userId), unreal: '987654321' })

async function made(path: string, as: Credential, body: unknown, headers = {}): Promise<Reply['body']> {
  const reply = await app.call('POST', path, { as, body, headers })
  if (reply.status >= 300) throw new Error(reply.text)
  return reply.body
}

const form = {
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
  body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.stp"\r\n\r\nISO\r\n--x--\r\n',
}

const aPayment = { amount: { amount: 100, currency: 'USD' }, method: 'wire' }

async function fillShop(): Promise<void> {
  const as = anna.credential
  const project = await made('/projects', as, { name: 'Bracket' })
  const file = await made(`/projects/${project.id}/files`, as, form.body, form.headers)
  const cadFile = await made('/cad/files', as, form.body, form.headers)
  const webhook = await made('/webhooks', as, { url })
  const invoice = await made('/invoices', owner.credential, {
    order_id: (await placeOrder(app.db, anna)).id,
    due_on: '2099-01-01',
  })
  await made(`/invoices/${invoice.id}/issue`, owner.credential, {})
  const payment = await made(`/invoices/${invoice.id}/payments`, owner.credential, aPayment)
  const key = apiKey((await mintApiKey(app, owner, { scopes: ['api'] })).secret)
  const data = { title: 'Shipped', message: 'On its way' }
  await made('/events', key, { type: 'order.shipped', user_id: anna.userId, data })
  const log = await app.call('GET', `/webhooks/${webhook.id}/deliveries`, { as })
  const inbox = await app.call('GET', '/inbox', { as })
  const flaw = { project_id: project.id, severity: 'minor', qty_affected: 1, description: 'Burr' }
  await made(`/projects/${project.id}/messages`, as, { body: 'When?' })
  const targets = await recordTargets(jobs(app, as, owner.credential))
  for (const [record, id] of Object.entries(targets)) records[record] = uuid(id)
  Object.assign(records, {
    project: uuid(project.id),
    file: uuid(file.id),
    cadFile: uuid(cadFile.id),
    invoice: uuid(invoice.id),
    payment: uuid(payment.id),
    webhook: uuid(webhook.id),
    workspaceWebhook: uuid((await made('/webhooks', owner.credential, { url })).id),
    delivery: uuid(log.body.data[0].id),
    replay: uuid((await made(`/webhooks/${webhook.id}/replays`, as, replayWindow)).id),
    inboxItem: uuid(inbox.body.data[0].id),
    ncr: uuid((await made('/ncrs', owner.credential, flaw)).id),
    token: uuid((await mintToken(app, anna)).id),
    session: uuid((await app.call('GET', '/account/sessions', { as })).body.data[0].id),
    apiKey: uuid((await mintApiKey(app, owner)).id),
    customer: user(anna),
    member: user(await app.member(owner, 'staff')),
    invitation: uuid(
      (await made('/workspace/invitations', owner.credential, { email: 'dora@example.com', role: 'staff' }))
        .id,
    ),
  })
}

/** Nothing computes shapes here: one to look at is put in place. */
async function showShapes(): Promise<void> {
  const key = `${owner.workspaceId}/previews/shape`
  await app.services.parts.storage.put(key, Readable.from([Buffer.from('glTF')]), { maxBytes: 4 })
  await app.db.run({ text: 'UPDATE geometries SET preview_key = $1', values: [key] })
}

async function meetStrangers(): Promise<void> {
  const ben = await app.customer('test-shop')
  const south = await app.owner('enterprise', 'South')
  const cleo = await app.customer('south')
  const add = (name: string, credential: Credential) => strangers.push([name, credential])
  for (const [name, person] of [
    ['another customer of the shop', ben],
    ['the owner of another shop', south],
    ['a customer of another shop', cleo],
  ] as const) {
    add(`${name}, session`, person.credential)
    add(`${name}, token`, bearer((await mintToken(app, person)).secret))
  }
  add('a key of another shop', apiKey((await mintApiKey(app, south, { scopes: ['api', 'admin'] })).secret))
}

beforeAll(async () => {
  app = await startTestApp({ start: false, environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await app.owner()
  anna = await app.customer()
  await fillShop()
  await showShapes()
  await meetStrangers()
})
afterAll(() => app.close())

interface Attempt {
  /** What stands for each parameter of the path, or for the ids of the body, in order. */
  of: readonly string[]
  body?: unknown
  headers?: Record<string, string>
}

const title = { name: 'taken over' }
const webhookOnly = ['webhook'] as const
const replayWindow = { from: '2026-05-15T00:00:00.000Z', to: '2026-05-16T00:00:00.000Z' }
const invoiceOnly = ['invoice'] as const

/** How a stranger would go about it: a body that is valid, so that only the record itself can stop them. */
const attempts: Record<string, Attempt> = {
  'GET /projects/{id}': { of: ['project'] },
  'PATCH /projects/{id}': { of: ['project'], body: title },
  'GET /projects/{id}/files': { of: ['project'] },
  'POST /projects/{id}/files': { of: ['project'], ...form },
  'GET /projects/{id}/files/{file}': { of: ['project', 'file'] },
  'GET /projects/{id}/files/{file}/content': { of: ['project', 'file'] },
  'GET /projects/{id}/files/{file}/preview': { of: ['project', 'file'] },
  'PATCH /projects/{id}/files/{file}': { of: ['project', 'file'], body: { units: 'in' } },
  'DELETE /projects/{id}/files/{file}': { of: ['project', 'file'] },
  'GET /cad/files/{id}': { of: ['cadFile'] },
  'GET /cad/files/{id}/content': { of: ['cadFile'] },
  'GET /cad/files/{id}/preview': { of: ['cadFile'] },
  'GET /cad/files/{id}/versions': { of: ['cadFile'] },
  'PATCH /cad/files/{id}': { of: ['cadFile'], body: { name: 'taken-over.stp' } },
  'DELETE /cad/files/{id}': { of: ['cadFile'] },
  'GET /projects/{id}/messages': { of: ['project'] },
  'POST /projects/{id}/messages': { of: ['project'], body: { body: 'taken over' } },
  'POST /inbox/{id}/read': { of: ['inboxItem'] },
  'GET /ncrs/{id}': { of: ['ncr'] },
  'POST /ncrs/{id}/start': { of: ['ncr'], body: { disposition: 'scrap' } },
  'POST /ncrs/{id}/resolve': { of: ['ncr'], body: { resolution: 'taken over' } },
  'POST /ncrs/{id}/reopen': { of: ['ncr'] },
  'POST /ncrs/{id}/void': { of: ['ncr'] },
  ...recordThefts,
  'GET /quotes/{id}/print': { of: ['quote'] },
  'GET /orders/{id}/print': { of: ['order'] },
  'GET /shipments/{id}/print': { of: ['shipment'] },
  'GET /invoices/{id}/print': { of: invoiceOnly },
  'GET /invoices/{id}': { of: invoiceOnly },
  'POST /invoices/{id}/issue': { of: invoiceOnly, body: {} },
  'POST /invoices/{id}/void': { of: invoiceOnly },
  'POST /invoices/{id}/payments': { of: invoiceOnly, body: aPayment },
  'POST /invoices/{id}/mark-paid': { of: invoiceOnly, body: { method: 'wire', reference: 'taken over' } },
  'POST /payments/{id}/reverse': { of: ['payment'] },
  'GET /webhooks/{id}': { of: webhookOnly },
  'PATCH /webhooks/{id}': { of: webhookOnly, body: { description: 'taken over' } },
  'DELETE /webhooks/{id}': { of: webhookOnly },
  'POST /webhooks/{id}/enable': { of: webhookOnly },
  'POST /webhooks/{id}/disable': { of: webhookOnly },
  'POST /webhooks/{id}/rotate-secret': { of: webhookOnly },
  'POST /webhooks/{id}/test': { of: webhookOnly },
  'POST /webhooks/{id}/ping': { of: webhookOnly },
  'GET /webhooks/{id}/deliveries': { of: webhookOnly },
  'GET /webhooks/deliveries/{id}': { of: ['delivery'] },
  'POST /webhooks/deliveries/{id}/redeliver': { of: ['delivery'] },
  'POST /webhooks/deliveries/redeliver': { of: ['delivery'], body: (ids: string[]) => ({ ids }) },
  'POST /webhooks/{id}/replays': { of: webhookOnly, body: replayWindow },
  'GET /webhooks/{id}/replays': { of: webhookOnly },
  'GET /webhooks/replays/{id}': { of: ['replay'] },
  'POST /webhooks/replays/{id}/cancel': { of: ['replay'] },
  'GET /tokens/{id}': { of: ['token'] },
  'PATCH /tokens/{id}': { of: ['token'], body: title },
  'DELETE /tokens/{id}': { of: ['token'] },
  'POST /tokens/{id}/rotate': { of: ['token'] },
  'DELETE /account/sessions/{id}': { of: ['session'] },
  'GET /api-keys/{id}': { of: ['apiKey'] },
  'PATCH /api-keys/{id}': { of: ['apiKey'], body: title },
  'DELETE /api-keys/{id}': { of: ['apiKey'] },
  'PATCH /workspace/members/{user_id}': { of: ['member'], body: { role: 'staff' } },
  'DELETE /workspace/members/{user_id}': { of: ['member'] },
  'DELETE /workspace/invitations/{id}': { of: ['invitation'] },
  'PATCH /workspace/customers/{user_id}': { of: ['customer'], body: { suspended: true } },
}

/** Bulk changes pass over what is not the caller's and say which of the ids they changed. */
const bulk: Record<string, { of: readonly string[]; changed: string }> = {
  'POST /webhooks/delete': { of: ['webhook', 'workspaceWebhook'], changed: 'deleted' },
  'POST /api-keys/revoke': { of: ['apiKey'], changed: 'revoked' },
}

const rows = describeRoutes()
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`
const closed = rows.filter(({ access }) => access.kind === 'granted')

const idsOf = (of: readonly string[], which: keyof Target): string[] =>
  of.map((record) => (records[record] as Target)[which])

function ask(place: string, { body, headers = {} }: Attempt, ids: string[], as: Credential) {
  const [method = '', path = ''] = place.split(' ')
  const rest = [...ids]
  const filled = path.replaceAll(/\{\w+\}/g, () => rest.shift() as string)
  const sent = typeof body === 'function' ? body(ids) : body
  return app.call(method, filled, { as, headers, body: sent })
}

const bytes = ({ status, headers, text }: Reply): string =>
  [status, headers['content-type'], text.replace(/"instance":"[^"]+"/, '')].join('\n')

const tables =
  'payments invoices quotes quote_breaks orders order_lines shipments messages ncrs inbox_items inbox_reads inbox_marks projects files cad_files cad_versions geometries webhooks webhook_secrets deliveries replays tokens sessions api_keys user_organizations invitations'.split(
    ' ',
  )

/** All that anybody has, by table, as it is stored; when a token was used last aside. */
async function holdings(): Promise<Record<string, string>> {
  const stored: Record<string, string> = {}
  for (const table of tables) {
    const text = `SELECT to_jsonb(t) - 'last_used_at' - 'last_used_address' AS row FROM ${table} t ORDER BY 1`
    stored[table] = JSON.stringify(await app.db.rows({ text, values: [] }))
  }
  return stored
}

test('every row with an id has a line above', () => {
  const withIds = closed.filter(({ params }) => params !== undefined).map(nameOf)
  expect(withIds.filter((place) => !(place in attempts))).toEqual([])
  expect(
    [...Object.keys(attempts), ...Object.keys(bulk)].filter((place) => !rows.map(nameOf).includes(place)),
  ).toEqual([])
})

describe.each(Object.entries(attempts))('%s', (place, attempt) => {
  test('404 or 403: as for what does not exist, to each stranger', async () => {
    const before = await holdings()
    for (const [name, as] of strangers) {
      const found = await ask(place, attempt, idsOf(attempt.of, 'real'), as)
      const missing = await ask(place, attempt, idsOf(attempt.of, 'unreal'), as)
      expect([name, bytes(found)]).toEqual([name, bytes(missing)])
      expect([name, found.body?.code]).toEqual([
        name,
        expect.stringMatching(/^(not_found|role_required|user_required)$/),
      ])
    }
    expect(await holdings()).toEqual(before)
  })
})

test('404: whose record it is passes, so that the refusals above are about who asks', async () => {
  const unseen: string[] = []
  for (const [place, attempt] of Object.entries(attempts).filter(([name]) => name.startsWith('GET '))) {
    const replies = [anna, owner].map(({ credential }) =>
      ask(place, attempt, idsOf(attempt.of, 'real'), credential),
    )
    if (!(await Promise.all(replies)).some(({ status }) => status === 200)) unseen.push(place)
  }
  expect(unseen).toEqual([])
})

test('404: somebody’s tokens and sessions are nobody else’s, not even the owner’s of the shop', async () => {
  const personal = Object.entries(attempts).filter(([, { of }]) => of[0] === 'token' || of[0] === 'session')
  for (const [place, attempt] of personal)
    expect((await ask(place, attempt, idsOf(attempt.of, 'real'), owner.credential)).body).toMatchObject({
      code: 'not_found',
    })
})

test('404: a record of the right owner under the id of another', async () => {
  const other = await made('/projects', anna.credential, { name: 'Another' })
  const nested = Object.entries(attempts).filter(([, { of }]) => of.length > 1)
  expect(nested.length).toBeGreaterThan(0)
  for (const [place, attempt] of nested) {
    const [, inner = ''] = idsOf(attempt.of, 'real')
    const reply = await ask(place, attempt, [other.id, inner], anna.credential)
    expect([place, reply.body]).toMatchObject([place, { code: 'not_found' }])
  }
})

test.each(Object.entries(bulk))('%s: passes over what is another’s', async (place, { of, changed }) => {
  const before = await holdings()
  for (const [name, as] of strangers) {
    const ids = [...idsOf(of, 'real'), ...idsOf(of, 'unreal')]
    const reply = await app.call('POST', place.split(' ')[1] as string, { as, body: { ids } })
    if (reply.status === 403) continue
    expect([name, reply.status, reply.body]).toEqual([name, 200, { [changed]: [] }])
  }
  expect(await holdings()).toEqual(before)
})

describe('lists', () => {
  const lists = closed.filter(
    ({ method, path, params }) => method === 'GET' && params === undefined && path !== '/stream',
  )

  test.each(lists.map(nameOf))('%s: nothing of another’s', async (place) => {
    const path = place.split(' ')[1] as string
    for (const [name, as] of strangers) {
      const { text } = await app.call('GET', path, { as })
      for (const [record, { real }] of Object.entries(records).filter(([, { real }]) => real.includes('-')))
        expect([name, record, text.includes(real)]).toEqual([name, record, false])
      for (const person of [anna, owner]) expect([name, text.includes(person.email)]).toEqual([name, false])
    }
  })

  test('a filter for another’s customer or project finds nothing', async () => {
    for (const query of [`customer_id=${anna.userId}`, 'name=Bracket'])
      for (const [name, as] of strangers) {
        const reply = await app.call('GET', `/projects?${query}`, { as })
        expect([name, reply.status, reply.body]).toEqual([name, 200, { data: [], next_cursor: null }])
      }
  })

  test('a cursor of another’s list shows no more than one’s own', async () => {
    for (const path of ['/projects', '/webhooks', '/tokens']) {
      await app.call('POST', path, { as: anna.credential, body: path === '/webhooks' ? { url } : title })
      const { next_cursor } = (await app.call('GET', `${path}?limit=1`, { as: anna.credential })).body
      expect(next_cursor).not.toBeNull()
      for (const [name, as] of strangers) {
        const { text } = await app.call('GET', `${path}?cursor=${next_cursor}`, { as })
        for (const { real } of Object.values(records).filter(({ real }) => real.includes('-')))
          expect([name, path, text.includes(real)]).toEqual([name, path, false])
      }
    }
  })
})
