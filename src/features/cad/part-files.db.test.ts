import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { resolvePartFile } from './index.ts'

let shop: Shop
let anna: Person

beforeAll(async () => {
  shop = await openShop({ start: false })
  anna = shop.people.customer
})
afterAll(() => shop.close())

async function upload(path: string, content: string): Promise<{ id: string; name: string; sha256: string }> {
  const form = new FormData()
  form.append('file', new Blob([content]), 'part.step')
  const reply = await shop.call('POST', path, anna.credential, form)
  expect(reply.status).toBe(201)
  return reply.body
}
const project = async (): Promise<string> =>
  (await shop.call('POST', '/projects', anna.credential, { name: 'Bracket' })).body.id

const resolve = (
  fileId: string,
  more: { projectId?: string; customerId?: number; workspaceId?: string } = {},
) => resolvePartFile(shop.app.db, { workspaceId: anna.workspaceId, customerId: anna.userId, ...more }, fileId)

test('a file of a project, as long as it is that project', async () => {
  const [first, second] = [await project(), await project()]
  const { id, name, sha256 } = await upload(`/projects/${first}/files`, 'x')
  const expected = { fileId: id, cadVersionId: null, name, sha256, bytes: 1 }
  expect(await resolve(id)).toEqual(expected)
  expect(await resolve(id, { projectId: first })).toEqual(expected)
  expect(await resolve(id, { projectId: second })).toBeUndefined()
})

test('a file of CAD Cloud, pinned to the version that is the newest', async () => {
  const { id } = await upload('/cad/files', 'one')
  const first = await resolve(id, { projectId: await project() })
  expect(first).toMatchObject({ fileId: id, name: 'part.step', bytes: 3 })
  await upload('/cad/files', 'three')
  const second = await resolve(id)
  expect(second).toMatchObject({ fileId: id, bytes: 5 })
  expect(second?.cadVersionId).not.toBe(first?.cadVersionId)
})

test('nobody else’s', async () => {
  const other = await shop.app.customer('north')
  const ofProject = await upload(`/projects/${await project()}/files`, 'x')
  const ofLibrary = await upload('/cad/files', 'x')
  for (const { id } of [ofProject, ofLibrary, { id: '01890000-0000-7000-8000-000000000000' }]) {
    expect(await resolve(id, { customerId: other.userId })).toBeUndefined()
    expect(await resolve(id, { workspaceId: shop.elsewhere.workspaceId })).toBeUndefined()
  }
})
