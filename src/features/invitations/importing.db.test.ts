import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { mailsTo } from './testing/mails.ts'

let shop: Shop
let imported = 0

beforeAll(async () => {
  shop = await openShop({ start: false })
})
afterAll(() => shop.close())

const nobody = () => `imported${++imported}@example.com`
const send = (csv: string | Buffer, as: Credential = shop.people.manager.credential, headers = {}) =>
  shop.app.call('POST', '/workspace/customers/import', {
    as,
    body: csv,
    headers: { 'content-type': 'text/csv', ...headers },
  })
const sendForm = (files: Record<string, string>, as: Credential = shop.people.manager.credential) => {
  const form = new FormData()
  for (const [name, text] of Object.entries(files))
    form.append(name, new Blob([text], { type: 'text/csv' }), 'c.csv')
  return shop.app.call('POST', '/workspace/customers/import', { as, body: form })
}
const invitations = async () =>
  (await shop.call('GET', '/workspace/invitations?limit=200', shop.people.owner.credential)).body.data

describe('POST /workspace/customers/import', () => {
  test('201: each row is an invitation with its mail, its terms and its line in the audit log', async () => {
    const [ada, bob] = [nobody(), nobody()]
    const csv = `email,name,company,currency,payment_terms_days\n${ada},Ada,"Ada, Inc.",JPY,30\n${bob},Bob,,,\n`
    const reply = await send(csv)
    expect(reply.status).toBe(201)
    expect(reply.body).toEqual({ invited: 2, skipped: [] })
    const [forBob, forAda] = await invitations()
    expect([forAda, forBob]).toMatchObject([
      { email: ada, name: 'Ada', role: 'customer', status: 'open' },
      { email: bob, name: 'Bob', role: 'customer' },
    ])
    expect(await shop.audited(forAda.id)).toMatchObject([
      { action: 'invitation.create', actor: { user_id: shop.people.manager.userId } },
    ])
    const [mail] = await mailsTo(shop.app, ada)
    const token = /invitations\/([\w-]{43})/.exec(mail?.text ?? '')?.[1]
    const accepted = await shop.call('POST', `/invitations/${token}`, {}, { password: 'battery staple' })
    expect(accepted.body).toMatchObject({ user: { name: 'Ada' }, workspace: { role: 'customer' } })
    const customers = await shop.call('GET', '/workspace/customers', shop.people.owner.credential)
    expect(customers.body.data[0]).toMatchObject({
      email: ada,
      company: 'Ada, Inc.',
      currency: 'JPY',
      payment_terms_days: 30,
    })
  })

  test('201: as the file of a form, with semicolons, a byte order mark and a charset', async () => {
    const file = `\ufeffName;E-Mail\n`.replace('E-Mail', 'email')
    expect((await sendForm({ file: `${file}Ada;${nobody()}\n` })).body).toEqual({ invited: 1, skipped: [] })
    const headers = { 'content-type': 'text/csv; charset=utf-8; header=present' }
    expect((await send(Buffer.from(`${file}Ädä;${nobody()}\n`), undefined, headers)).status).toBe(201)
  })

  test('201: who is there already, or invited, is passed over; sent again it mails nobody', async () => {
    const { customer, staff } = shop.people
    const email = nobody()
    const csv = `email,name\n${customer.email.toUpperCase()},Old\n${email},New\n${staff.email},Staff\n`
    expect((await send(csv)).body).toEqual({
      invited: 1,
      skipped: [
        { line: 2, email: customer.email.toUpperCase() },
        { line: 4, email: staff.email },
      ],
    })
    expect((await send(csv)).body.invited).toBe(0)
    expect(await mailsTo(shop.app, email)).toHaveLength(1)
    const twice = await Promise.all(
      [nobody(), nobody()].map(() => send(`email,name\nsame${imported}@example.com,S`)),
    )
    expect(twice.map((reply) => reply.body.invited).sort()).toEqual([0, 1])
    // Somebody of another shop is nobody here.
    expect((await send(`email,name\n${shop.elsewhere.email},South`)).body.invited).toBe(1)
  })

  test('201: a thousand rows', async () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => `bulk${n}@example.com,Bulk ${n}`)
    expect((await send(`email,name\n${rows.join('\n')}`)).body).toEqual({ invited: 1_000, skipped: [] })
  })

  test('400: every wrong row is named, and nobody is invited', async () => {
    const before = await invitations()
    const reply = await send(`email,name\n${nobody()},Ada\nx,=1+1\n`)
    expect(reply.body).toMatchObject({
      status: 400,
      code: 'validation_failed',
      errors: [{ path: 'line 3: email' }, { path: 'line 3: name' }],
    })
    expect(await invitations()).toEqual(before)
  })

  test('400: nothing, no CSV, not UTF-8, NUL, two files, a field beside the file', async () => {
    const latin = Buffer.from([...Buffer.from('email,name\na@example.com,'), 0xe4])
    const replies = [
      await send(''),
      await send('email,name\n"'),
      await send(latin),
      await send('email,name\na@example.com,A\0'),
      await sendForm({}),
      await sendForm({ other: 'email,name' }),
    ]
    for (const reply of replies) expect([reply.status, reply.text]).toEqual([400, expect.any(String)])
    const form = new FormData()
    for (const name of ['a.csv', 'b.csv']) form.append('file', new Blob([`email,name\n${nobody()},A`]), name)
    const two = await shop.app.call('POST', '/workspace/customers/import', {
      as: shop.people.manager.credential,
      body: form,
    })
    expect(two.body).toMatchObject({ status: 400, errors: [{ path: 'file' }] })
  })

  test('413: more than a mebibyte, as a body and in a form', async () => {
    const large = `email,name\n${'#'.repeat(2 ** 20)}`
    expect((await send(large)).body).toMatchObject({ status: 413, code: 'payload_too_large' })
    expect((await sendForm({ file: large })).body).toMatchObject({ status: 413, code: 'payload_too_large' })
  })

  test('415: JSON, plain text; and CSV where JSON belongs', async () => {
    for (const type of ['application/json', 'text/plain', 'application/vnd.ms-excel'])
      expect((await send('"email,name"', undefined, { 'content-type': type })).status).toBe(415)
    const reply = await shop.app.call('PATCH', '/workspace', {
      as: shop.people.owner.credential,
      body: 'name\nX',
      headers: { 'content-type': 'text/csv' },
    })
    expect(reply.body).toMatchObject({ status: 415, code: 'unsupported_media_type' })
  })

  test('401: nobody; 403: staff, customers, scoped tokens, other keys', async () => {
    const csv = `email,name\n${nobody()},Ada`
    expect((await send(csv, {})).status).toBe(401)
    for (const role of ['staff', 'customer'] as const)
      expect((await send(csv, shop.people[role].credential)).body.code).toBe('role_required')
    for (const as of [shop.keys.api, await shop.pat(shop.people.owner, ['admin:account'])])
      expect((await send(csv, as)).body.code).toBe('insufficient_scope')
    expect((await send(csv, shop.keys.admin)).status).toBe(201)
  })

  test('once per Idempotency-Key, as a body and as a form', async () => {
    const csv = `email,name\n${nobody()},Ada`
    const headers = { 'idempotency-key': 'import-1' }
    const first = await send(csv, undefined, headers)
    expect((await send(csv, undefined, headers)).body).toEqual(first.body)
    expect(first.body.invited).toBe(1)
    expect((await send(`${csv}!`, undefined, headers)).status).toBe(422)
  })
})
