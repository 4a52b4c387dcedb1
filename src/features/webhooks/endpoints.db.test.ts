import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { REFUSED_HOSTS } from '../../platform/outbound/test-hosts.ts'
import { createWebhook, mintKey, mintPat, publicUrl } from './test-harness.ts'

let shop: TestApp
let owner: Person
let ada: Person

beforeAll(async () => {
  shop = await startTestApp()
  owner = await shop.owner()
  ada = await shop.customer()
})
afterAll(() => shop.close())

const post = (body: unknown, person = ada) => shop.call('POST', '/webhooks', { as: person.credential, body })

const auditOf = async (subject: string) =>
  shop.db.rows({
    text: 'SELECT action, actor, before, after FROM audit_log WHERE subject = $1 ORDER BY id',
    values: [subject],
  })

describe('POST /webhooks', () => {
  test('201: a customer’s webhook, enabled, for all types, with its secret', async () => {
    const reply = await post({ url: publicUrl })
    expect(reply.status).toBe(201)
    expect(reply.headers['cache-control']).toBe('no-store')
    const { secret, ...resource } = reply.body
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(resource).toEqual({
      id: expect.any(String),
      url: publicUrl,
      description: '',
      audience: 'customer',
      event_types: [],
      status: 'enabled',
      disabled_reason: null,
      disable_on_gone: false,
      consecutive_failures: 0,
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
      created_at: expect.any(String),
      last_delivery_at: null,
    })
    expect((await shop.call('GET', `/webhooks/${resource.id}`, { as: ada.credential })).body).toEqual(
      resource,
    )
  })

  test('201: with all its members', async () => {
    const members = {
      url: 'https://93.184.215.14/a?b=c',
      description: 'ERP',
      event_types: ['order.shipped', 'invoice.paid'],
      disable_on_gone: true,
    }
    expect((await post(members)).body).toMatchObject(members)
  })

  test('201: an owner’s, a manager’s and a key’s belong to the workspace', async () => {
    const manager = await shop.member(owner, 'manager')
    const key = await mintKey(shop, owner, ['admin'])
    for (const as of [owner.credential, manager.credential, key, await mintPat(shop, manager)]) {
      const made = await createWebhook(shop, as)
      expect(made.audience).toBe('workspace')
      const seen = await shop.call('GET', `/webhooks/${made.id}`, { as: owner.credential })
      expect(seen.status).toBe(200)
    }
  })

  test('201: a URL without a path stays as it was written, another is kept as it is called', async () => {
    expect((await post({ url: 'https://93.184.215.14' })).body.url).toBe('https://93.184.215.14')
    expect((await post({ url: 'HTTPS://93.184.215.14:443/A b#c' })).body.url).toBe(
      'https://93.184.215.14/A%20b',
    )
  })

  test.each(REFUSED_HOSTS)('400 blocked_target: https://%s', async (host) => {
    for (const person of [ada, owner]) {
      const reply = await post({ url: `https://${host}/hook` }, person)
      expect(reply.status).toBe(400)
      expect(reply.body.errors[0].path).toBe('url')
      if (reply.body.code === 'blocked_target') expect(reply.body.reason).toBe('refused_address')
      // A host that is no host at all is wrong in its form.
      else expect(reply.body).toMatchObject({ code: 'validation_failed', reason: expect.any(String) })
    }
  })

  test('a refused target that was saved all the same (its name resolved elsewhere then) is not pinged', async () => {
    const { id } = await createWebhook(shop, ada.credential)
    for (const host of REFUSED_HOSTS) {
      const url = `https://${host}/hook`
      await shop.db.run({ text: 'UPDATE webhooks SET url = $2 WHERE id = $1', values: [id, url] })
      const reply = await shop.call('POST', `/webhooks/${id}/ping`, { as: ada.credential })
      expect(reply.body, host).toMatchObject({ status: null, error: { code: expect.any(String) } })
      expect(['blocked_target', 'bad_url'], host).toContain(reply.body.error.code)
    }
    await shop.call('DELETE', `/webhooks/${id}`, { as: ada.credential })
  })

  test.each([
    ['http://93.184.215.14/', 'blocked_target', 'https_required'],
    ['https://user@93.184.215.14/', 'blocked_target', 'has_credentials'],
    ['https://user:pass@127.0.0.1/', 'blocked_target', 'has_credentials'],
    ['ftp://93.184.215.14/', 'blocked_target', 'bad_scheme'],
    ['file:///etc/passwd', 'blocked_target', 'bad_scheme'],
    ['javascript:alert(1)', 'blocked_target', 'bad_scheme'],
    ['https://93.184.215.14:0/', 'blocked_target', 'bad_port'],
    ['hooks.example.com', 'validation_failed', 'not_a_url'],
    ['https://', 'validation_failed', 'not_a_url'],
    ['https://93.184.215.14/\r\nX-Evil: 1', 'validation_failed', 'control_characters'],
    ['https://93.184.215.14/\r\n', 'validation_failed', 'control_characters'],
  ])('400: %j is %s (%s)', async (url, code, reason) => {
    const reply = await post({ url })
    expect(reply.body).toMatchObject({ status: 400, code, reason, errors: [{ path: 'url' }] })
  })

  test.each([
    ['url', {}],
    ['url', { url: '' }],
    ['url', { url: 7 }],
    ['url', { url: `${publicUrl}/\u0000` }],
    ['url', { url: `https://93.184.215.14/${'a'.repeat(2_048)}` }],
    ['description', { url: publicUrl, description: 'a'.repeat(501) }],
    ['description', { url: publicUrl, description: 'a\r\nX-Evil: 1' }],
    ['description', { url: publicUrl, description: 'a\n' }],
    ['event_types', { url: publicUrl, event_types: ['order.shipped', 'order.shipped'] }],
    ['event_types[0]', { url: publicUrl, event_types: ['order.sent'] }],
    ['event_types[0]', { url: publicUrl, event_types: ['order.shipped '] }],
    ['event_types', { url: publicUrl, event_types: null }],
    ['event_types', { url: publicUrl, event_types: 'order.shipped' }],
    ['disable_on_gone', { url: publicUrl, disable_on_gone: 'yes' }],
    ['', []],
  ])('400 at %j: %o', async (path, body) => {
    const reply = await post(body)
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
    expect(reply.body.errors.map((error: { path: string }) => error.path)).toContain(path)
  })

  test.each([
    'workspace_id',
    'user_id',
    'audience',
    'status',
    'disabled_reason',
    'secret',
    'fingerprint',
    'version',
    'created_at',
    'constructor',
  ])('400: %s is not for the caller to set, on creation or later', async (member) => {
    const { secret: _, ...before } = await createWebhook(shop, ada.credential)
    for (const reply of [
      await post({ url: publicUrl, [member]: 'x' }),
      await shop.call('PATCH', `/webhooks/${before.id}`, { as: ada.credential, body: { [member]: 'x' } }),
    ])
      expect(reply.body).toMatchObject({ status: 400, errors: [{ path: member }] })
    expect((await shop.call('GET', `/webhooks/${before.id}`, { as: ada.credential })).body).toEqual(before)
    await shop.call('DELETE', `/webhooks/${before.id}`, { as: ada.credential })
  })

  test('400: __proto__', async () => {
    const reply = await shop.call('POST', '/webhooks', {
      as: ada.credential,
      headers: { 'content-type': 'application/json' },
      body: `{"url":"${publicUrl}","__proto__":{"audience":"workspace"}}`,
    })
    expect(reply.status).toBe(400)
  })

  test('409 limit_reached: a customer has at most 100', async () => {
    const eve = await shop.customer()
    const made = await createWebhook(shop, eve.credential)
    await shop.db.run({
      text: `INSERT INTO webhooks (id, workspace_id, audience, user_id, url, created_at)
             SELECT gen_random_uuid(), workspace_id, audience, user_id, url, created_at
             FROM webhooks, generate_series(1, 99) WHERE id = $1`,
      values: [made.id],
    })
    expect((await post({ url: publicUrl }, eve)).body).toMatchObject({ status: 409, code: 'limit_reached' })
    await shop.call('DELETE', `/webhooks/${made.id}`, { as: eve.credential })
    expect((await post({ url: publicUrl }, eve)).status).toBe(201)
  })

  test('the secret is nowhere but in the answer: not in the database, the audit log, the log', async () => {
    const { id, secret } = await createWebhook(shop, ada.credential)
    const [stored] = await shop.db.rows<{ ciphertext: Buffer }>({
      text: 'SELECT ciphertext FROM webhook_secrets WHERE webhook_id = $1',
      values: [id],
    })
    expect(stored?.ciphertext.includes(secret)).toBe(false)
    const texts = [
      JSON.stringify(await auditOf(id)),
      shop.logLines.join(),
      (await shop.call('GET', `/webhooks/${id}`, { as: ada.credential })).text,
      (await shop.call('GET', '/webhooks', { as: ada.credential })).text,
    ]
    for (const text of texts) expect(text).not.toContain('whsec_')
  })
})

describe('GET /webhooks', () => {
  test('200: own ones, newest first, in pages', async () => {
    const bob = await shop.customer()
    const made = []
    for (let n = 0; n < 3; n++) made.unshift((await createWebhook(shop, bob.credential)).id)
    const ids = (reply: { body: { data: { id: string }[] } }) => reply.body.data.map(({ id }) => id)
    const first = await shop.call('GET', '/webhooks?limit=2', { as: bob.credential })
    expect(ids(first)).toEqual(made.slice(0, 2))
    const rest = await shop.call('GET', `/webhooks?limit=2&cursor=${first.body.next_cursor}`, {
      as: bob.credential,
    })
    expect(ids(rest)).toEqual(made.slice(2))
    expect(rest.body.next_cursor).toBeNull()
  })

  test('200: filtered by URL, status and type', async () => {
    const bob = await shop.customer()
    const all = await createWebhook(shop, bob.credential, { url: `${publicUrl}/All_50%` })
    const shipped = await createWebhook(shop, bob.credential, { event_types: ['order.shipped'] })
    const paid = await createWebhook(shop, bob.credential, { event_types: ['invoice.paid'] })
    await shop.call('POST', `/webhooks/${paid.id}/disable`, { as: bob.credential })
    const found = async (query: string) =>
      (await shop.call('GET', `/webhooks?${query}`, { as: bob.credential })).body.data.map(
        ({ id }: { id: string }) => id,
      )
    expect(await found('url=ALL_')).toEqual([all.id])
    expect(await found(`url=${encodeURIComponent('%')}`)).toEqual([all.id])
    expect(await found('url=nowhere')).toEqual([])
    expect(await found('status=disabled')).toEqual([paid.id])
    expect(await found('status=enabled')).toEqual([shipped.id, all.id])
    expect(await found('event_type=order.shipped')).toEqual([shipped.id, all.id])
    expect(await found('event_type=invoice.paid&status=disabled')).toEqual([paid.id])
  })

  test.each(['limit=0', 'limit=201', 'status=on', 'event_type=x', 'audience=workspace', 'url=a&url=b'])(
    '400: ?%s',
    async (query) => {
      const reply = await shop.call('GET', `/webhooks?${query}`, { as: ada.credential })
      expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
    },
  )

  test('400 invalid_cursor', async () => {
    const reply = await shop.call('GET', '/webhooks?cursor=nonsense', { as: ada.credential })
    expect(reply.body).toMatchObject({ status: 400, code: 'invalid_cursor' })
  })
})

describe('PATCH /webhooks/{id}', () => {
  const patch = (id: string, body: unknown) =>
    shop.call('PATCH', `/webhooks/${id}`, { as: ada.credential, body })

  test('200: the whole record, changed; its version grows with each change', async () => {
    const { secret: _, ...before } = await createWebhook(shop, ada.credential)
    const change = {
      url: `${publicUrl}/2`,
      description: 'New',
      event_types: ['quote.ready'],
      disable_on_gone: true,
    }
    expect((await patch(before.id, change)).body).toEqual({ ...before, ...change })
    expect((await patch(before.id, { event_types: [] })).body.event_types).toEqual([])
    const version = () =>
      shop.db.one({ text: 'SELECT version FROM webhooks WHERE id = $1', values: [before.id] })
    expect(await version()).toEqual({ version: 3 })
    expect((await patch(before.id, {})).status).toBe(200)
    expect((await patch(before.id, { description: 'New' })).status).toBe(200)
    expect(await version()).toEqual({ version: 3 })
    expect((await auditOf(before.id)).map(({ action }) => action)).toEqual([
      'webhook.create',
      'webhook.update',
      'webhook.update',
    ])
  })

  test('400: what creation refuses, this refuses', async () => {
    const { id } = await createWebhook(shop, ada.credential)
    expect((await patch(id, { url: 'https://127.1/' })).body).toMatchObject({
      status: 400,
      code: 'blocked_target',
      reason: 'refused_address',
    })
    expect((await patch(id, { url: `${publicUrl}\r\nX-Evil: 1` })).status).toBe(400)
    expect((await patch(id, { description: '\r\n' })).status).toBe(400)
    expect((await patch(id, { event_types: ['x'] })).status).toBe(400)
    expect((await patch(id, { url: null })).status).toBe(400)
  })
})

describe('DELETE', () => {
  test('204: gone with its secrets; a second time 404', async () => {
    const { id } = await createWebhook(shop, ada.credential)
    const remove = () => shop.call('DELETE', `/webhooks/${id}`, { as: ada.credential })
    expect((await remove()).status).toBe(204)
    expect((await remove()).status).toBe(404)
    const secrets = { text: 'SELECT id FROM webhook_secrets WHERE webhook_id = $1', values: [id] }
    expect(await shop.db.rows(secrets)).toEqual([])
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: 'webhook.delete',
      actor: { kind: 'session', user_id: ada.userId },
      before: { url: publicUrl, audience: 'customer' },
    })
  })

  test('200: several at once; ids of others are left alone and left out', async () => {
    const bob = await shop.customer()
    const own = [await createWebhook(shop, bob.credential), await createWebhook(shop, bob.credential)]
    const others = [await createWebhook(shop, ada.credential), await createWebhook(shop, owner.credential)]
    const ids = [...others, ...own, ...own].map(({ id }) => id)
    const reply = await shop.call('POST', '/webhooks/delete', { as: bob.credential, body: { ids } })
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({ deleted: own.map(({ id }) => id) })
    expect((await shop.call('GET', `/webhooks/${others[0].id}`, { as: ada.credential })).status).toBe(200)
    expect((await shop.call('GET', `/webhooks/${others[1].id}`, { as: owner.credential })).status).toBe(200)
    const again = await shop.call('POST', '/webhooks/delete', { as: bob.credential, body: { ids } })
    expect(again.body).toEqual({ deleted: [] })
  })

  test.each([{}, { ids: [] }, { ids: ['x'] }, { ids: 'x' }, { ids: [null] }])('400: %o', async (body) => {
    const reply = await shop.call('POST', '/webhooks/delete', { as: ada.credential, body })
    expect(reply.body).toMatchObject({ status: 400, code: 'validation_failed' })
  })
})
