import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { part } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'

let shop: JobShop
let customer: Credential
let staff: Credential
let project: { id: string; project_no: string }

beforeAll(async () => {
  shop = await openJobShop()
  customer = shop.people.customer.credential
  staff = shop.people.staff.credential
  project = await shop.project()
})
afterAll(() => shop.close())

const line = { ...part, quantities: [10, 50] }
const ask = (members: object = {}, as = customer) =>
  shop.call('POST', '/quotes', as, { project_id: project.id, lines: [line], ...members })
const countOf = async () =>
  (await shop.app.db.one<{ n: number }>({ text: 'SELECT count(*) AS n FROM quotes', values: [] })).n

async function upload(to = project.id): Promise<string> {
  const reply = await shop.app.call('POST', `/projects/${to}/files`, {
    as: customer,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.stp"\r\n\r\nISO\r\n--x--\r\n',
  })
  return reply.body.id
}

describe('POST /quotes', () => {
  test('201: a customer’s request, whole, in review', async () => {
    const file_id = await upload()
    const members = {
      finish: 'Anodised',
      tolerance: 'ISO 2768-m',
      threads: '4 × M5',
      inspection: 'First article',
      notes: 'Deburr\nall edges',
    }
    const { status, body } = await ask({ note: 'Urgent', lines: [{ ...line, ...members, file_id }, line] })
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        quote_no: expect.stringMatching(/^Q-20260515-\d{4}$/),
        revision: 1,
        previous_id: null,
        project_id: project.id,
        project_no: project.project_no,
        customer_id: shop.people.customer.userId,
        status: 'in_review',
        currency: null,
        valid_until: null,
        note: 'Urgent',
        decline_reason: '',
        order_id: null,
        accepted_by: null,
        accepted_at: null,
        ready_at: null,
        created_at: '2026-05-15T12:00:00.000Z',
        lines: [
          {
            id: expect.any(String),
            ...part,
            ...members,
            file_id,
            cad_version: null,
            breaks: [10, 50].map((quantity) => ({
              quantity,
              unit_price: null,
              line_total: null,
              lead_time_days: null,
            })),
          },
          expect.objectContaining({ finish: '', file_id: null }),
        ],
        charges: [],
      },
    ])
    expect((await shop.call('GET', `/quotes/${body.id}`, customer)).body).toEqual(body)
    expect((await shop.notices()).at(-1)).toMatchObject({
      title: 'New quote request',
      message: expect.stringContaining(`asks for a quote for 2 parts: ${body.quote_no}`),
    })
  })

  test('201: the shop’s draft, of which nobody is told', async () => {
    const before = (await shop.notices()).length
    for (const as of [staff, shop.keys.api, await shop.pat(shop.people.manager)])
      expect((await ask({}, as)).body).toMatchObject({
        status: 'draft',
        customer_id: shop.people.customer.userId,
      })
    expect(await shop.notices()).toHaveLength(before)
  })

  test('201: with a token of the scope', async () => {
    expect((await ask({}, await shop.pat(shop.people.customer, ['write:quotes']))).status).toBe(201)
  })

  test('401: nobody; 403: another scope, another key', async () => {
    expect((await ask({}, {})).status).toBe(401)
    const token = await shop.pat(shop.people.customer, ['read:quotes', 'write:projects'])
    expect((await ask({}, token)).body).toMatchObject({ code: 'insufficient_scope', scope: 'write:quotes' })
    expect((await ask({}, shop.keys.admin)).body.code).toBe('insufficient_scope')
  })

  test('404: under a project that is nobody’s, another customer’s, another shop’s', async () => {
    const before = await countOf()
    const ben = await shop.app.customer('north')
    const replies = [
      await ask({ project_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11' }),
      await ask({}, ben.credential),
      await ask({}, shop.elsewhere.credential),
    ]
    expect(replies.map(({ body }) => body.code)).toEqual(['not_found', 'not_found', 'not_found'])
    expect(await countOf()).toBe(before)
  })

  test.each<[string, object, string]>([
    ['no project', { project_id: undefined }, 'project_id'],
    ['a project by its number', { project_id: 'P-20260515-0001' }, 'project_id'],
    ['no lines', { lines: undefined }, 'lines'],
    ['an empty list of lines', { lines: [] }, 'lines'],
    ['too many lines', { lines: Array.from({ length: 201 }, () => line) }, 'lines'],
    ['a part without a name', { lines: [{ ...line, part_name: ' ' }] }, 'lines[0].part_name'],
    ['no process', { lines: [{ ...line, process: undefined }] }, 'lines[0].process'],
    ['no material', { lines: [{ ...line, material: '' }] }, 'lines[0].material'],
    ['no quantity', { lines: [{ ...line, quantities: [] }] }, 'lines[0].quantities'],
    ['a quantity of nothing', { lines: [{ ...line, quantities: [0] }] }, 'lines[0].quantities[0]'],
    ['a negative quantity', { lines: [{ ...line, quantities: [10, -1] }] }, 'lines[0].quantities[1]'],
    ['half a piece', { lines: [{ ...line, quantities: [0.5] }] }, 'lines[0].quantities[0]'],
    ['a quantity beyond all bounds', { lines: [{ ...line, quantities: [1e10] }] }, 'lines[0].quantities[0]'],
    ['a quantity as a text', { lines: [{ ...line, quantities: ['10'] }] }, 'lines[0].quantities[0]'],
    ['the same quantity twice', { lines: [{ ...line, quantities: [10, 10] }] }, 'lines[0].quantities'],
    [
      'a file that is none',
      { lines: [{ ...line, file_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11' }] },
      'lines[0].file_id',
    ],
    ['a file id that is none', { lines: [{ ...line, file_id: 'a.stp' }] }, 'lines[0].file_id'],
    ['NUL in a note', { note: 'a\0b' }, 'note'],
    ...['status', 'quote_no', 'customer_id', 'currency', 'workspace_id', 'is_test'].map(
      (member): [string, object, string] => [`${member}, which the server says`, { [member]: 'x' }, member],
    ),
  ])('400: %s', async (_, members, path) => {
    const before = await countOf()
    const { status, body } = await ask(members)
    expect([status, body.errors[0].path]).toEqual([400, path])
    expect(await countOf()).toBe(before)
  })

  test('400: a file of another project', async () => {
    const file_id = await upload((await shop.project()).id)
    const { body } = await ask({ lines: [line, { ...line, file_id }] })
    expect(body.errors).toEqual([
      { path: 'lines[1].file_id', message: expect.stringMatching(/^is not a file of the project/) },
    ])
  })

  test('the file can go; what was asked for stays written down', async () => {
    const file_id = await upload()
    const { id } = (await ask({ lines: [{ ...line, file_id }] })).body
    const gone = await shop.call('DELETE', `/projects/${project.id}/files/${file_id}`, customer)
    expect(gone.status).toBe(204)
    expect((await shop.call('GET', `/quotes/${id}`, customer)).body.lines[0].file_id).toBe(file_id)
  })
})
