import { afterAll, beforeAll, expect, it, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { ManualClock } from '../../platform/clock.ts'
import { openTwoShops, type TwoShops } from './testing/two-shops.ts'

let shops: TwoShops
let key: Credential
/** In the order made: two of Anna's, one of Ben's, one in the other shop. */
let bracket: { id: string; project_no: string }
let housing: typeof bracket
let bens: typeof bracket
let cleos: typeof bracket

beforeAll(async () => {
  shops = await openTwoShops({ clock: new ManualClock('2026-05-15T12:00:00Z') })
  key = await shops.key(shops.north)
  bracket = await shops.project(shops.anna, '100% Bracket')
  housing = await shops.project(shops.anna, 'Housing')
  bens = await shops.project(shops.ben, 'bracket_ben')
  cleos = await shops.project(shops.cleo, 'Bracket of Cleo')
  await shops.must(
    200,
    shops.app.call('PATCH', `/projects/${housing.id}`, { as: key, body: { status: 'active' } }),
  )
})
afterAll(() => shops.close())

const list = (query: string, as: Credential) => shops.app.call('GET', `/projects${query}`, { as })
const idsOf = async (query: string, as: Credential): Promise<string[]> =>
  (await shops.must(200, list(query, as))).body.data.map(({ id }: { id: string }) => id)

test('200: newest first, and everybody sees what is theirs', async () => {
  expect(await idsOf('', shops.anna.credential)).toEqual([housing.id, bracket.id])
  expect(await idsOf('', await shops.pat(shops.ben, ['read:projects']))).toEqual([bens.id])
  const north = [bens.id, housing.id, bracket.id]
  expect(await idsOf('', key)).toEqual(north)
  expect(await idsOf('', shops.staff.credential)).toEqual(north)
  expect(await idsOf('', shops.south.credential)).toEqual([cleos.id])
})

test('200: each is the whole record', async () => {
  const { data } = (await list('?limit=1', key)).body
  expect(data).toEqual([(await shops.app.call('GET', `/projects/${bens.id}`, { as: key })).body])
})

test('200: pages follow each other without a gap', async () => {
  const seen: string[] = []
  let cursor = ''
  for (let page = 0; page < 3; page++) {
    const { body } = await shops.must(200, list(`?limit=1${cursor}`, key))
    seen.push(...body.data.map(({ id }: { id: string }) => id))
    cursor = `&cursor=${body.next_cursor}`
    expect(body.next_cursor === null).toBe(page === 2)
  }
  expect(seen).toEqual([bens.id, housing.id, bracket.id])
})

test('200: filters narrow, together', async () => {
  const { anna, ben } = shops
  expect(await idsOf('?status=active', key)).toEqual([housing.id])
  expect(await idsOf('?status=archived', key)).toEqual([])
  expect(await idsOf(`?project_no=${bracket.project_no}`, key)).toEqual([bracket.id])
  expect(await idsOf('?project_no=P-1', key)).toEqual([])
  expect(await idsOf(`?customer_id=${ben.userId}`, key)).toEqual([bens.id])
  expect(await idsOf(`?customer_id=${anna.userId}&status=draft`, key)).toEqual([bracket.id])
  expect(await idsOf('?name=BRACKET', key)).toEqual([bens.id, bracket.id])
})

test('200: a part of a name is taken as it stands', async () => {
  expect(await idsOf(`?name=${encodeURIComponent('0% b')}`, key)).toEqual([bracket.id])
  expect(await idsOf(`?name=${encodeURIComponent('%')}`, key)).toEqual([bracket.id])
  expect(await idsOf('?name=_', key)).toEqual([bens.id])
  expect(await idsOf(`?name=${encodeURIComponent("' OR 1=1 --")}`, key)).toEqual([])
})

test('200: filters and cursors of others lead to nothing of theirs', async () => {
  const { anna, ben, cleo } = shops
  expect(await idsOf(`?customer_id=${ben.userId}`, anna.credential)).toEqual([])
  expect(await idsOf(`?customer_id=${cleo.userId}`, key)).toEqual([])
  expect(await idsOf(`?project_no=${bens.project_no}`, anna.credential)).toEqual([])
  // Both shops count for themselves, so Cleo's number is Anna's first, too.
  expect(cleos.project_no).toBe(bracket.project_no)
  expect(await idsOf(`?project_no=${cleos.project_no}`, key)).toEqual([bracket.id])
  const foreign = Buffer.from(cleos.id).toString('base64url')
  expect(await idsOf(`?cursor=${foreign}`, anna.credential)).toEqual([housing.id, bracket.id])
})

it.each([
  ['cursor=x', 'invalid_cursor'],
  [`cursor=${Buffer.from("x' OR 1=1").toString('base64url')}`, 'invalid_cursor'],
  ['cursor=', 'validation_failed'],
  ['limit=0', 'validation_failed'],
  ['limit=201', 'validation_failed'],
  ['status=open', 'validation_failed'],
  ['status=draft&status=active', 'validation_failed'],
  ['customer_id=anna', 'validation_failed'],
  ['customer_id=0', 'validation_failed'],
  ['customer_id=99999999999999999999', 'validation_failed'],
  ['project_no=%00', 'validation_failed'],
  ['name=a%00', 'validation_failed'],
  ['workspace_id=1', 'validation_failed'],
])('400: ?%s', async (query, code) => {
  const reply = await list(`?${query}`, key)
  expect([reply.status, reply.body.code]).toEqual([400, code])
})

test('401: nobody; 403: a token without the scope, a key without api', async () => {
  expect((await list('', {})).status).toBe(401)
  const pat = await list('', await shops.pat(shops.anna, ['read:quotes']))
  expect([pat.status, pat.body.scope]).toEqual([403, 'read:projects'])
  const admin = await list('', await shops.key(shops.north, ['admin']))
  expect([admin.status, admin.body.code]).toEqual([403, 'insufficient_scope'])
})

test('403: a tenant key while the plan lacks it', async () => {
  const southKey = await shops.key(shops.south)
  const as = shops.south.credential
  await shops.must(200, shops.app.call('PATCH', '/workspace', { as, body: { plan: 'pro' } }))
  const reply = await list('', southKey)
  expect([reply.status, reply.body.code]).toEqual([403, 'plan_required'])
  expect(await idsOf('', as)).toEqual([cleos.id])
})
