import { afterAll, beforeAll, expect, test } from 'vitest'
import { part } from '../../../test/harness/job.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'

/** Lines of quotes and orders that refer to files of CAD Cloud. */

let shop: Shop

beforeAll(async () => {
  shop = await openShop({ start: false })
})
afterAll(() => shop.close())

const anna = () => shop.people.customer.credential
const call = (method: string, path: string, body?: unknown, as = anna()) => shop.call(method, path, as, body)

async function upload(path: string, content: string, as = anna()): Promise<string> {
  const form = new FormData()
  form.append('file', new Blob([content]), 'part.step')
  const reply = await shop.call('POST', path, as, form)
  expect(reply.status).toBe(201)
  return reply.body.id
}
const project = async (): Promise<string> => (await call('POST', '/projects', { name: 'Bracket' })).body.id
const quote = async (project_id: string, ...files: (string | undefined)[]) =>
  call('POST', '/quotes', {
    project_id,
    lines: files.map((file_id) => ({ ...part, quantities: [10], ...(file_id && { file_id }) })),
  })

test('201: a line pins the version that is the newest, and keeps it', async () => {
  const library = await upload('/cad/files', 'one')
  await upload('/cad/files', 'two')
  const id = await project()
  const ofProject = await upload(`/projects/${id}/files`, 'x')
  const asked = await quote(id, library, ofProject, undefined)
  expect(asked.status, asked.text).toBe(201)
  const expected = [
    { file_id: library, cad_version: 2 },
    { file_id: ofProject, cad_version: null },
    { file_id: null, cad_version: null },
  ]
  expect(asked.body.lines).toMatchObject(expected)
  await upload('/cad/files', 'three')
  expect((await call('GET', `/quotes/${asked.body.id}`)).body.lines).toMatchObject(expected)
  await call('DELETE', `/cad/files/${library}`)
  const after = (await call('GET', `/quotes/${asked.body.id}`)).body.lines
  expect(after).toMatchObject([{ file_id: library, cad_version: null }, {}, {}])
})

test('201: so does a line of an order without a quote', async () => {
  const library = await upload('/cad/files', 'other')
  const lines = [{ ...part, file_id: library, quantity: 10, unit_price: '12.5' }]
  const order = { project_id: await project(), lines }
  const reply = await call('POST', '/orders', order, shop.people.staff.credential)
  expect(reply.status, reply.text).toBe(201)
  expect(reply.body.lines).toMatchObject([{ file_id: library, cad_version: 1 }])
})

test('400: a file of another project, of another customer’s library, of nobody', async () => {
  const id = await project()
  const elsewhere = await upload(`/projects/${await project()}/files`, 'x')
  const ben = (await shop.app.customer('north')).credential
  const theirs = await upload('/cad/files', 'x', ben)
  const reply = await quote(id, elsewhere, undefined, theirs, '01890000-0000-7000-8000-000000000000')
  expect(reply.status).toBe(400)
  expect(reply.body.errors.map(({ path }: { path: string }) => path)).toEqual([
    'lines[0].file_id',
    'lines[2].file_id',
    'lines[3].file_id',
  ])
})
