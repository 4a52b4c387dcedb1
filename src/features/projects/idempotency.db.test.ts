import { afterAll, beforeAll, expect, test } from 'vitest'
import { form, openTwoShops, type TwoShops } from './testing/two-shops.ts'

let shops: TwoShops

beforeAll(async () => {
  shops = await openTwoShops()
})
afterAll(() => shops.close())

const send = (key: string, path: string, body: unknown, as = shops.anna.credential) =>
  shops.app.call('POST', path, { as, body, headers: { 'idempotency-key': key } })
const count = async (table: 'projects' | 'files'): Promise<number> =>
  (await shops.app.db.rows({ text: `SELECT id FROM ${table}`, values: [] })).length
async function storedFiles(): Promise<number> {
  let files = 0
  for await (const _ of shops.app.services.parts.storage.list('')) files++
  return files
}

test('201: a project is made once per key, and its number is taken once', async () => {
  const before = await count('projects')
  const [first, second] = [
    await send('one', '/projects', { name: 'A' }),
    await send('one', '/projects', { name: 'A' }),
  ]
  expect(first.status).toBe(201)
  expect([second.status, second.body]).toEqual([201, first.body])
  expect(await count('projects')).toBe(before + 1)
  expect((await send('other', '/projects', { name: 'A' })).body.project_no).not.toBe(first.body.project_no)
})

test('201: of many at once one makes it', async () => {
  const before = await count('projects')
  const replies = await Promise.all(Array.from({ length: 8 }, () => send('many', '/projects', { name: 'A' })))
  expect(replies.filter(({ status }) => status === 201).length).toBeGreaterThan(0)
  expect(new Set(replies.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1)
  expect(await count('projects')).toBe(before + 1)
})

test('201: a key is its sender’s own', async () => {
  const [anna, ben] = [
    await send('shared', '/projects', { name: 'A' }),
    await send('shared', '/projects', { name: 'A' }, shops.ben.credential),
  ]
  expect(ben.body.customer_id).toBe(shops.ben.userId)
  expect(ben.body.id).not.toBe(anna.body.id)
})

test('422: the same key with another project', async () => {
  await send('two', '/projects', { name: 'A' })
  const reply = await send('two', '/projects', { name: 'B' })
  expect([reply.status, reply.body.code]).toEqual([422, 'idempotency_mismatch'])
})

test('201 and 422: an upload is stored once per key; other bytes are refused', async () => {
  const path = `/projects/${(await shops.project(shops.anna)).id}/files`
  const before = [await count('files'), await storedFiles()]
  const upload = (text: string) => send('upload', path, form(['kind', 'cad'], ['file', ['a.stl', text]]))
  const first = await upload('solid')
  const second = await upload('solid')
  expect([first.status, second.status, second.body]).toEqual([201, 201, first.body])
  expect((await upload('other')).status).toBe(422)
  expect([await count('files'), await storedFiles()]).toEqual(before.map((n) => n + 1))
})

test('400, then 201: a refused upload leaves its key free', async () => {
  const path = `/projects/${(await shops.project(shops.anna)).id}/files`
  const before = [await count('files'), await storedFiles()]
  const upload = (kind: string) => send('mended', path, form(['file', ['a.stl', 'solid']], ['kind', kind]))
  expect((await upload('video')).status).toBe(400)
  expect((await upload('cad')).status).toBe(201)
  expect([await count('files'), await storedFiles()]).toEqual(before.map((n) => n + 1))
})
