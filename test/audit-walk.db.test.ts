import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { placeOrder } from '../src/features/invoices/testing/order.ts'
import { listMails } from '../src/features/mail/index.ts'
import { describeRoutes } from '../src/main/routes.ts'
import type { Credential, Person, Reply } from './harness/app.ts'
import { apiKey, mintApiKey, mintToken } from './harness/credentials.ts'
import { type Jobs, jobs } from './harness/job.ts'
import { recordChanges } from './harness/record-rows.ts'
import { openShop, type Shop } from './harness/shop.ts'

/**
 * Every row that changes something writes a line of the audit log, in the transaction of the change, or says here why
 * it needs none. A new row comes with a line in `changes` or in `silent`.
 */

let shop: Shop
let owner: Person
/** Who does what customers do. */
let anna: Person
let job: Jobs
const password = 'correct horse'
let count = 0

beforeAll(async () => {
  shop = await openShop({ start: false })
  owner = shop.people.owner
  anna = shop.people.customer
  job = jobs(shop.app, anna.credential, owner.credential)
})
afterAll(() => shop.close())

const next = (word: string) => `${word}${++count}`
const address = () => `${next('walk')}@example.com`
const url = 'https://93.184.215.14/hook'

const post = (path: string, as: Credential, body?: unknown) => shop.call('POST', path, as, body)
async function made(path: string, as: Credential, body?: unknown): Promise<Reply['body']> {
  const reply = await post(path, as, body)
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`)
  return reply.body
}
const project = () => made('/projects', anna.credential, { name: 'Bracket' })
const webhook = () => made('/webhooks', anna.credential, { url })
/** A draft over an order of Anna’s. */
const draft = async () =>
  made('/invoices', owner.credential, {
    order_id: (await placeOrder(shop.app.db, anna)).id,
    due_on: '2099-01-01',
  })
const issued = async () => made(`/invoices/${(await draft()).id}/issue`, owner.credential, {})
const aPayment = { amount: { amount: 100, currency: 'USD' }, method: 'wire' }
const replay = (id: string) => {
  const window = { from: '2026-05-15T00:00:00.000Z', to: '2026-05-16T00:00:00.000Z' }
  return post(`/webhooks/${id}/replays`, anna.credential, window)
}
const form = {
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
  body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.stp"\r\n\r\nISO\r\n--x--\r\n',
}
const upload = (id: string) =>
  shop.app.call('POST', `/projects/${id}/files`, { as: anna.credential, ...form })
const uploadCad = () => shop.app.call('POST', '/cad/files', { as: anna.credential, ...form })
const flaw = async () => ({
  project_id: (await project()).id,
  severity: 'minor',
  qty_affected: 1,
  description: 'Burr',
})
const settling = {
  start: { disposition: 'scrap' },
  resolve: { resolution: 'Reworked' },
  reopen: {},
  void: {},
}
/** Takes a new report through these steps; gives the last answer. */
async function settle(...steps: (keyof typeof settling)[]): Promise<Reply> {
  const { id } = await made('/ncrs', owner.credential, await flaw())
  const replies: Reply[] = []
  for (const step of steps) replies.push(await post(`/ncrs/${id}/${step}`, owner.credential, settling[step]))
  return replies.at(-1) as Reply
}
const invitation = async () =>
  made('/workspace/invitations', owner.credential, { email: address(), role: 'staff' })
const tokenIn = (acceptUrl: string) => acceptUrl.split('/').at(-1)

/** The token in the newest mail of a kind to somebody. */
async function mailed(email: string, kind: string): Promise<string> {
  const { db, services } = shop.app
  const mails = await listMails(db, services.parts.masterKey, services.parts.clock.now())
  const text = mails.findLast((mail) => mail.to === email && mail.kind === kind)?.text ?? ''
  return /#token=([\w-]+)/.exec(text)?.[1] ?? ''
}

/** Somebody with a second factor that is being turned on. */
async function enrolled(person: Person) {
  const { secret } = await made('/account/2fa/enroll', person.credential, { password })
  return () => new TOTP({ secret: Secret.fromBase32(secret) }).generate()
}

interface Change {
  action: string
  run: () => Promise<Reply>
}

const changes: Record<string, Change> = {
  'POST /auth/sign-up': {
    action: 'account.create',
    run: () => post('/auth/sign-up', {}, { email: address(), password, name: 'Walk', shop: 'north' }),
  },
  'POST /auth/password-reset/confirm': {
    action: 'account.password_reset',
    async run() {
      const person = await shop.app.customer('north')
      await post('/auth/password-reset', {}, { email: person.email })
      const token = await mailed(person.email, 'password_reset')
      return post('/auth/password-reset/confirm', {}, { token, password: 'battery staple' })
    },
  },
  'POST /auth/verify': {
    action: 'account.email_verified',
    async run() {
      const person = await shop.app.customer('north')
      return post('/auth/verify', {}, { token: await mailed(person.email, 'verify_email') })
    },
  },
  'PATCH /account': {
    action: 'account.update',
    run: () => shop.call('PATCH', '/account', anna.credential, { name: next('Anna'), password }),
  },
  'POST /account/password': {
    action: 'account.password',
    async run() {
      const { credential } = await shop.app.customer('north')
      const body = { current_password: password, new_password: 'battery staple' }
      return post('/account/password', credential, body)
    },
  },
  'DELETE /account': {
    action: 'account.delete',
    async run() {
      const { credential } = await shop.app.customer('north')
      return shop.call('DELETE', '/account', credential, { password })
    },
  },
  'DELETE /account/sessions/{id}': {
    action: 'session.end',
    async run() {
      const { credential } = await shop.app.customer('north')
      const [session] = (await shop.call('GET', '/account/sessions', credential)).body.data
      return shop.call('DELETE', `/account/sessions/${session.id}`, credential)
    },
  },
  'PUT /account/notifications': {
    action: 'account.notifications',
    run: () => shop.call('PUT', '/account/notifications', anna.credential, { mail: { quote: false } }),
  },
  'POST /account/2fa/confirm': {
    action: 'second_factor.',
    async run() {
      const person = await shop.app.customer('north')
      const code = await enrolled(person)
      return post('/account/2fa/confirm', person.credential, { code: code() })
    },
  },
  'DELETE /account/2fa': {
    action: 'second_factor.',
    async run() {
      const person = await shop.app.customer('north')
      const code = await enrolled(person)
      const confirmed = await post('/account/2fa/confirm', person.credential, { code: code() })
      const cookie = [confirmed.headers['set-cookie'] ?? []]
        .flat()
        .find((one) => one.startsWith('fabwire_session='))
      const as = cookie === undefined ? person.credential : { cookie: cookie.split(';')[0] ?? '' }
      const [backup] = confirmed.body.backup_codes
      return shop.call('DELETE', '/account/2fa', as, { password, code: backup })
    },
  },
  'POST /account/workspace': {
    action: 'account.switch',
    async run() {
      const { credential, workspaceId } = await shop.app.customer('north')
      return post('/account/workspace', credential, { workspace_id: workspaceId })
    },
  },
  'PATCH /workspace': {
    action: 'workspace.update',
    run: () => shop.call('PATCH', '/workspace', owner.credential, { name: next('North') }),
  },
  'PATCH /workspace/members/{user_id}': {
    action: 'member.update',
    async run() {
      const { userId } = await shop.app.member(owner, 'staff')
      return shop.call('PATCH', `/workspace/members/${userId}`, owner.credential, { role: 'manager' })
    },
  },
  'DELETE /workspace/members/{user_id}': {
    action: 'member.remove',
    async run() {
      const { userId } = await shop.app.member(owner, 'staff')
      return shop.call('DELETE', `/workspace/members/${userId}`, owner.credential)
    },
  },
  'PATCH /workspace/customers/{user_id}': {
    action: 'customer.update',
    run: () =>
      shop.call('PATCH', `/workspace/customers/${anna.userId}`, owner.credential, { company: next('Co') }),
  },
  'POST /workspace/invitations': {
    action: 'invitation.create',
    run: () => post('/workspace/invitations', owner.credential, { email: address(), role: 'staff' }),
  },
  'DELETE /workspace/invitations/{id}': {
    action: 'invitation.withdraw',
    run: async () =>
      shop.call('DELETE', `/workspace/invitations/${(await invitation()).id}`, owner.credential),
  },
  'POST /workspace/customers': {
    action: 'invitation.create',
    run: () => post('/workspace/customers', owner.credential, { email: address(), name: 'Walk' }),
  },
  'POST /workspace/customers/import': {
    action: 'invitation.create',
    run: () =>
      shop.app.call('POST', '/workspace/customers/import', {
        as: owner.credential,
        headers: { 'content-type': 'text/csv' },
        body: `email,name\n${address()},Walk\n`,
      }),
  },
  'POST /invitations/{token}': {
    action: 'invitation.accept',
    run: async () =>
      post(`/invitations/${tokenIn((await invitation()).accept_url)}`, {}, { name: 'Walk', password }),
  },
  'POST /tokens': { action: 'token.create', run: () => post('/tokens', anna.credential, { name: 'Walk' }) },
  'PATCH /tokens/{id}': {
    action: 'token.update',
    async run() {
      const { id } = await mintToken(shop.app, anna)
      return shop.call('PATCH', `/tokens/${id}`, anna.credential, { name: next('Walk') })
    },
  },
  'DELETE /tokens/{id}': {
    action: 'token.revoke',
    run: async () => shop.call('DELETE', `/tokens/${(await mintToken(shop.app, anna)).id}`, anna.credential),
  },
  'POST /tokens/{id}/rotate': {
    action: 'token.rotate',
    run: async () => post(`/tokens/${(await mintToken(shop.app, anna)).id}/rotate`, anna.credential, {}),
  },
  'POST /tokens/report-leak': {
    action: 'token.report_leak',
    run: async () => post('/tokens/report-leak', {}, { token: (await mintToken(shop.app, anna)).secret }),
  },
  'POST /api-keys': {
    action: 'api_key.create',
    run: () => post('/api-keys', owner.credential, { name: 'Walk', environment: 'staging', scopes: ['api'] }),
  },
  'PATCH /api-keys/{id}': {
    action: 'api_key.update',
    async run() {
      const { id } = await mintApiKey(shop.app, owner)
      return shop.call('PATCH', `/api-keys/${id}`, owner.credential, { name: next('Walk') })
    },
  },
  'DELETE /api-keys/{id}': {
    action: 'api_key.revoke',
    run: async () =>
      shop.call('DELETE', `/api-keys/${(await mintApiKey(shop.app, owner)).id}`, owner.credential),
  },
  'POST /api-keys/revoke': {
    action: 'api_key.revoke',
    run: async () =>
      post('/api-keys/revoke', owner.credential, { ids: [(await mintApiKey(shop.app, owner)).id] }),
  },
  'POST /projects': {
    action: 'project.create',
    run: () => post('/projects', anna.credential, { name: 'Walk' }),
  },
  'PATCH /projects/{id}': {
    action: 'project.update',
    run: async () =>
      shop.call('PATCH', `/projects/${(await project()).id}`, anna.credential, { name: next('Walk') }),
  },
  'POST /projects/{id}/files': { action: 'file.upload', run: async () => upload((await project()).id) },
  'PATCH /projects/{id}/files/{file}': {
    action: 'file.update',
    async run() {
      const { id } = await project()
      const file = (await upload(id)).body
      return shop.call('PATCH', `/projects/${id}/files/${file.id}`, anna.credential, { units: 'in' })
    },
  },
  'DELETE /projects/{id}/files/{file}': {
    action: 'file.delete',
    async run() {
      const { id } = await project()
      const file = (await upload(id)).body
      return shop.call('DELETE', `/projects/${id}/files/${file.id}`, anna.credential)
    },
  },
  'POST /cad/files': { action: 'cad_file.upload', run: () => uploadCad() },
  'PATCH /cad/files/{id}': {
    action: 'cad_file.update',
    run: async () =>
      shop.call('PATCH', `/cad/files/${(await uploadCad()).body.id}`, anna.credential, { units: 'in' }),
  },
  'DELETE /cad/files/{id}': {
    action: 'cad_file.delete',
    run: async () => shop.call('DELETE', `/cad/files/${(await uploadCad()).body.id}`, anna.credential),
  },
  'POST /cad/folders': {
    action: 'cad_folder.create',
    run: () => post('/cad/folders', anna.credential, { name: next('Folder') }),
  },
  'POST /ncrs': { action: 'ncr.create', run: async () => post('/ncrs', owner.credential, await flaw()) },
  'POST /ncrs/{id}/start': { action: 'ncr.start', run: () => settle('start') },
  'POST /ncrs/{id}/resolve': { action: 'ncr.resolve', run: () => settle('start', 'resolve') },
  'POST /ncrs/{id}/reopen': { action: 'ncr.reopen', run: () => settle('start', 'resolve', 'reopen') },
  'POST /ncrs/{id}/void': { action: 'ncr.void', run: () => settle('void') },
  ...recordChanges(() => ({
    app: shop.app,
    jobs: job,
    customer: anna.credential,
    staff: owner.credential,
  })),
  'POST /invoices': {
    action: 'invoice.create',
    run: async () =>
      post('/invoices', owner.credential, {
        order_id: (await placeOrder(shop.app.db, anna)).id,
        due_on: '2099-01-01',
      }),
  },
  'POST /invoices/{id}/issue': {
    action: 'invoice.issue',
    run: async () => post(`/invoices/${(await draft()).id}/issue`, owner.credential, {}),
  },
  'POST /invoices/{id}/void': {
    action: 'invoice.void',
    run: async () => post(`/invoices/${(await issued()).id}/void`, owner.credential),
  },
  'POST /invoices/{id}/payments': {
    action: 'payment.create',
    run: async () => post(`/invoices/${(await issued()).id}/payments`, owner.credential, aPayment),
  },
  'POST /payments/{id}/reverse': {
    action: 'payment.reverse',
    async run() {
      const payment = await made(`/invoices/${(await issued()).id}/payments`, owner.credential, aPayment)
      return post(`/payments/${payment.id}/reverse`, owner.credential)
    },
  },
  'POST /invoices/{id}/mark-paid': {
    action: 'invoice.mark_paid',
    async run() {
      await shop.call('PATCH', '/workspace', owner.credential, { mark_paid_allowed: true })
      const said = { method: 'wire', reference: 'F-1' }
      return post(`/invoices/${(await issued()).id}/mark-paid`, anna.credential, said)
    },
  },
  'POST /webhooks': { action: 'webhook.create', run: () => post('/webhooks', anna.credential, { url }) },
  'POST /webhooks/delete': {
    action: 'webhook.delete',
    run: async () => post('/webhooks/delete', anna.credential, { ids: [(await webhook()).id] }),
  },
  'PATCH /webhooks/{id}': {
    action: 'webhook.update',
    run: async () =>
      shop.call('PATCH', `/webhooks/${(await webhook()).id}`, anna.credential, { description: 'Walk' }),
  },
  'DELETE /webhooks/{id}': {
    action: 'webhook.delete',
    run: async () => shop.call('DELETE', `/webhooks/${(await webhook()).id}`, anna.credential),
  },
  'POST /webhooks/{id}/disable': {
    action: 'webhook.disable',
    run: async () => post(`/webhooks/${(await webhook()).id}/disable`, anna.credential),
  },
  'POST /webhooks/{id}/enable': {
    action: 'webhook.enable',
    async run() {
      const { id } = await webhook()
      await post(`/webhooks/${id}/disable`, anna.credential)
      return post(`/webhooks/${id}/enable`, anna.credential, {})
    },
  },
  'POST /webhooks/{id}/rotate-secret': {
    action: 'webhook.rotate_secret',
    run: async () => post(`/webhooks/${(await webhook()).id}/rotate-secret`, anna.credential, {}),
  },
  'POST /webhooks/{id}/replays': { action: 'webhook.replay', run: async () => replay((await webhook()).id) },
  'POST /webhooks/replays/{id}/cancel': {
    action: 'webhook.replay_cancel',
    async run() {
      const { id } = (await replay((await webhook()).id)).body
      return post(`/webhooks/replays/${id}/cancel`, anna.credential)
    },
  },
}

/** Rows that change nothing that an administrator would look up, and why. */
const silent: Record<string, string> = {
  'POST /auth/sign-in': 'the account’s owner is told of a new browser; sessions are listed',
  'POST /auth/sign-in/totp': 'the second half of a sign-in',
  'POST /auth/sign-out': 'ends the own session, of which the list tells',
  'POST /auth/password-reset': 'open to everybody: a line would tell whether the address is known',
  'POST /account/2fa/enroll': 'nothing is on before it is confirmed',
  'POST /webhooks/{id}/test': 'the delivery log tells',
  'POST /webhooks/{id}/ping': 'sends a request and keeps nothing',
  'POST /webhooks/deliveries/{id}/redeliver': 'the delivery log tells',
  'POST /webhooks/deliveries/redeliver': 'the delivery log tells',
  'POST /events': 'the event is its own record',
  'POST /messages': 'the message is its own record',
  'POST /projects/{id}/messages': 'the message is its own record',
  'POST /inbox/{id}/read': 'what somebody has read is their own affair',
  'POST /inbox/read-all': 'what somebody has read is their own affair',
}

const rows = describeRoutes()
const places = rows.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)

test('every row that changes something stands above, once', () => {
  expect(places.filter((place) => !(place in changes) && !(place in silent))).toEqual([])
  expect(Object.keys(changes).filter((place) => place in silent)).toEqual([])
})

const linesSince = (id: string) =>
  shop.app.db.rows<{ action: string; actor: { kind: string }; workspace_id: string | null }>({
    text: 'SELECT action, actor, workspace_id FROM audit_log WHERE id > $1 ORDER BY id',
    values: [id],
  })
const lastId = async () =>
  (
    await shop.app.db.one<{ id: string }>({
      text: 'SELECT id FROM audit_log ORDER BY id DESC LIMIT 1',
      values: [],
    })
  ).id

describe.each(Object.entries(changes).filter(([place]) => places.includes(place)))('%s', (_, change) => {
  test('writes its line, of somebody, in a workspace', async () => {
    const before = await lastId()
    const reply = await change.run()
    expect(reply.status, reply.text).toBeLessThan(300)
    const lines = await linesSince(before)
    const own = lines.filter(({ action }) => action.startsWith(change.action))
    expect([lines.map(({ action }) => action), own.length > 0]).toEqual([expect.anything(), true])
    for (const { actor, workspace_id } of own) {
      expect(['session', 'pat', 'api_key']).toContain(actor.kind)
      expect(workspace_id).not.toBeNull()
    }
  })
})

test('what a key does is written down under the key', async () => {
  const { id, secret } = await mintApiKey(shop.app, owner, { scopes: ['admin'] })
  const before = await lastId()
  await shop.call('PATCH', '/workspace', apiKey(secret), { name: next('North') })
  expect(await linesSince(before)).toMatchObject([
    { action: 'workspace.update', actor: { kind: 'api_key', key_id: id } },
  ])
})

test('no line of all these holds a secret', async () => {
  const text = JSON.stringify(
    await shop.app.db.rows({ text: 'SELECT before, after, actor FROM audit_log', values: [] }),
  )
  expect(text).not.toMatch(/(pat|fwk)_[0-9a-f]{9}|whsec_|hash|otpauth|battery staple|correct horse/)
})
