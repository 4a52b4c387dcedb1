import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { parseCsv } from '../../domain/csv.ts'
import { ManualClock } from '../../platform/clock.ts'

const clock = new ManualClock('2026-05-15T11:00:00Z')
let shop: Shop
let owner: Person
let key: { id: string; credential: Credential }

const read = (query = '', as = owner.credential) => shop.call('GET', `/workspace/audit${query}`, as)
const exported = (query = '', as = owner.credential) => shop.call('GET', `/workspace/audit.csv${query}`, as)
const lines = async (query = ''): Promise<Reply['body'][]> => (await read(query)).body.data
const actions = async (query: string) => (await lines(query)).map((line) => line.action)
const rename = (name: string, as: Credential) => shop.call('PATCH', '/workspace', as, { name })

beforeAll(async () => {
  shop = await openShop({ clock, start: false })
  owner = shop.people.owner
  const body = { name: 'ERP', environment: 'production', scopes: ['admin'] }
  const made = (await shop.call('POST', '/api-keys', owner.credential, body)).body
  key = { id: made.id, credential: { 'x-api-key': made.secret } }
})
afterAll(() => shop.close())

describe('GET /workspace/audit', () => {
  test('200: who, from where, what, to what, when, before and after', async () => {
    clock.advance(60_000)
    await rename('Renamed', shop.people.admin.credential)
    expect((await lines('?limit=1'))[0]).toEqual({
      id: expect.any(String),
      actor: {
        kind: 'session',
        name: expect.stringMatching(/^Person \d+$/),
        user_id: shop.people.admin.userId,
        token_id: null,
        key_id: null,
        address: '127.0.0.1',
      },
      action: 'workspace.update',
      subject: owner.workspaceId,
      before: { name: 'North' },
      after: { name: 'Renamed' },
      created_at: clock.now().toISOString(),
    })
  })

  test('who acted stands there in words: a user, a token of theirs, a key that is gone, the operator', async () => {
    const body = { name: 'CI' }
    const token = (await shop.call('POST', '/tokens', owner.credential, body)).body
    clock.advance(1_000)
    await rename('By token', { authorization: `Bearer ${token.secret}` })
    expect((await lines('?limit=1'))[0].actor).toMatchObject({
      kind: 'pat',
      name: expect.stringMatching(/^Person \d+, by token CI$/),
      user_id: owner.userId,
      token_id: token.id,
    })
    clock.advance(1_000)
    await rename('By key', key.credential)
    const byKey = async () => (await lines(`?actor=api_key:${key.id}`))[0].actor
    expect(await byKey()).toMatchObject({ kind: 'api_key', name: 'Key ERP', user_id: null, key_id: key.id })
    await shop.call('DELETE', `/api-keys/${key.id}`, owner.credential)
    expect((await byKey()).name).toBe('Key ERP')
    clock.advance(1_000)
    await shop.app.services.workspaces.setPlan('north', 'pro')
    await shop.app.services.workspaces.setPlan('north', 'enterprise')
    expect((await lines('?actor=operator'))[0]).toMatchObject({
      actor: { kind: 'operator', name: 'The operator', address: null, user_id: null },
      action: 'workspace.plan',
    })
  })

  test('newest first, page by page, each line once, also those of one moment', async () => {
    clock.advance(60_000)
    for (let n = 0; n < 7; n++) await rename(`Name ${n}`, owner.credential)
    const all = await lines('?limit=200')
    expect(all.length).toBeGreaterThan(12)
    const times = all.map((line) => `${line.created_at} ${line.id}`)
    expect(times).toEqual(times.toSorted().reverse())
    const seen: unknown[] = []
    for (let cursor = ''; ; ) {
      const { body } = await read(`?limit=3${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.data)
      if (body.next_cursor === null) break
      cursor = body.next_cursor
    }
    expect(seen).toEqual(all)
  })

  test('filters by actor, action, thing, subject and time', async () => {
    clock.advance(60_000)
    const from = clock.now().toISOString()
    const { staff, manager } = shop.people
    await shop.call('PATCH', `/workspace/members/${staff.userId}`, owner.credential, { role: 'manager' })
    clock.advance(60_000)
    const to = clock.now().toISOString()
    await shop.call('PATCH', `/workspace/members/${staff.userId}`, owner.credential, { role: 'staff' })
    await shop.pat(manager)
    expect(await actions(`?subject=${staff.userId}&from=${from}`)).toEqual(['member.update', 'member.update'])
    expect(await actions(`?action=member.update&from=${from}&to=${to}`)).toEqual(['member.update'])
    expect(await actions(`?actor=user:${manager.userId}&from=${from}`)).toEqual(['token.create'])
    expect(await actions(`?action=token&from=${from}`)).toEqual(['token.create'])
    expect(await actions(`?action=toke&from=${from}`)).toEqual([])
    expect(await actions(`?from=${to}&to=${from}`)).toEqual([])
    expect(await actions(`?actor=user:${manager.userId}&action=member`)).toEqual([])
    // A % is a %.
    expect(await actions('?subject=%25')).toEqual([])
  })

  test.each([
    'actor=ada',
    'actor=user:0',
    'actor=user:1e3',
    'actor=pat:x',
    'actor=session:1',
    'action=Token',
    'action=token.create.now',
    'action=%25',
    'subject=',
    'from=yesterday',
    'to=2026-05-15',
    'workspace_id=x',
    'limit=0',
    'actor=operator&actor=operator',
  ])('400: ?%s', async (query) => {
    expect((await read(`?${query}`)).body).toMatchObject({ status: 400, code: 'validation_failed' })
    if (!query.startsWith('limit')) expect((await exported(`?${query}`)).status).toBe(400)
  })

  test.each([
    ['of another list', Buffer.from('12').toString('base64url')],
    ['without an id', Buffer.from('2026-05-15T11:00:00.000Z').toString('base64url')],
    [
      'of no moment',
      Buffer.from(`2026-99-99T11:00:00.000Z_${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`).toString(
        'base64url',
      ),
    ],
  ])('400 invalid_cursor: one %s', async (_, cursor) => {
    expect((await read(`?cursor=${cursor}`)).body).toMatchObject({ status: 400, code: 'invalid_cursor' })
  })
})

describe('GET /workspace/audit.csv', () => {
  test('200: the same lines as the list, with a header, to be saved', async () => {
    const reply = await exported('?action=workspace')
    expect(reply.status).toBe(200)
    expect(reply.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="audit.csv"',
      'cache-control': 'no-store',
    })
    const [header, ...rows] = parseCsv(reply.text)
    expect(header?.cells).toEqual(['created_at', 'actor', 'address', 'action', 'subject', 'before', 'after'])
    const listed = await lines('?action=workspace&limit=200')
    expect(rows.map((row) => row.cells[0])).toEqual(listed.map((line) => line.created_at))
    expect(JSON.parse(rows[0]?.cells[6] ?? '')).toEqual(listed[0].after)
  })

  test('200: a name that a spreadsheet would run is a text', async () => {
    const name = '=HYPERLINK("https://evil.example","x")'
    await shop.call('POST', '/tokens', owner.credential, { name })
    await shop.app.db.run({
      text: 'UPDATE users SET name = $2 WHERE id = $1',
      values: [owner.userId, '+1+cmd'],
    })
    const [, row] = parseCsv((await exported('?action=token.create')).text)
    expect(row?.cells[1]).toBe("'+1+cmd")
    // Inside JSON it stands behind a brace, and is none.
    expect(JSON.parse(row?.cells[6] ?? '').name).toBe(name)
    expect((await exported()).text).not.toMatch(/(^|,)"?[=+\-@]/m)
  })

  test('200: more lines than are read at a time, each once', async () => {
    await shop.app.db.run({
      text: `INSERT INTO audit_log (id, workspace_id, actor, action, subject, created_at)
             SELECT gen_random_uuid(), $1, '{"kind":"operator"}', 'bulk.test', n::text, $2
             FROM generate_series(1, 1203) n`,
      values: [owner.workspaceId, clock.now()],
    })
    const [, ...rows] = parseCsv((await exported('?action=bulk')).text)
    expect(new Set(rows.map((row) => row.cells[4])).size).toBe(1203)
    expect(rows).toHaveLength(1203)
    const [, ...none] = parseCsv((await exported('?action=nothing')).text)
    expect(none).toEqual([])
  })
})

describe.each(['/workspace/audit', '/workspace/audit.csv'])('who may read %s', (path) => {
  test('200: owner and administrator, their tokens with full access, a key with scope admin', async () => {
    const { admin } = shop.people
    for (const as of [owner.credential, admin.credential, await shop.pat(admin), shop.keys.admin])
      expect((await shop.call('GET', path, as)).status).toBe(200)
  })

  test('401: nobody; 403: managers, staff, customers, scoped tokens, other keys', async () => {
    expect((await shop.call('GET', path, {})).status).toBe(401)
    for (const role of ['manager', 'staff', 'customer'] as const)
      expect((await shop.call('GET', path, shop.people[role].credential)).body.code).toBe('role_required')
    for (const as of [await shop.pat(owner, ['admin:account']), shop.keys.api])
      expect((await shop.call('GET', path, as)).body.code).toBe('insufficient_scope')
  })

  test('another workspace sees its own and nothing else, whatever it asks for', async () => {
    const foreign = (await read('?limit=1')).body
    for (const as of [shop.elsewhere.credential, shop.keys.elsewhere])
      for (const query of [
        '',
        `?subject=${owner.workspaceId}`,
        `?actor=user:${owner.userId}`,
        ...(path.endsWith('csv') ? [] : [`?cursor=${foreign.next_cursor}`]),
      ]) {
        const { text, status } = await shop.call('GET', path + query, as)
        expect(status).toBe(200)
        expect(text).not.toContain(owner.workspaceId)
        expect(text).not.toContain('Renamed')
      }
  })
})

test('no line shows a secret, a hash or a ciphertext', async () => {
  const { text } = await exported()
  expect(text).not.toMatch(/(pat|fwk)_[0-9a-f]{9}|whsec_|secret_hash|ciphertext|password/)
})
