import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential, Reply } from '../../../test/harness/app.ts'
import { parcel, part } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'

let shop: JobShop
let staff: Credential
/** Ten of one part, three of another. */
let order: Reply['body']

beforeAll(async () => {
  shop = await openJobShop()
  staff = shop.people.staff.credential
  order = await shop.started({
    lines: [
      { ...part, quantities: [10] },
      { ...part, part_name: 'Cover', quantities: [3] },
    ],
  })
  order = (await shop.call('GET', `/orders/${order.id}`, staff)).body
})
afterAll(() => shop.close())

const pack = (members: object = {}, of = order) =>
  shop.call('POST', `/orders/${of.id}/shipments`, staff, { ...parcel, ...members })
const line = (index: number, quantity: unknown) => ({ order_line_id: order.lines[index].id, quantity })
const shipments = async () => (await shop.call('GET', `/orders/${order.id}`, staff)).body.shipments

describe('POST /orders/{id}/shipments', () => {
  test('201: what is said, as it is shown with the order', async () => {
    const reply = await pack({ tracking_url: 'https://ups.example.com/1Z', lines: [line(0, 2)] })
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        id: expect.any(String),
        shipment_no: expect.stringMatching(/^S-20260515-\d{4}$/),
        order_id: order.id,
        status: 'pending',
        ...parcel,
        tracking_url: 'https://ups.example.com/1Z',
        lines: [line(0, 2)],
        created_at: '2026-05-15T12:00:00.000Z',
        shipped_at: null,
        delivered_at: null,
      },
    ])
    expect(await shipments()).toEqual([reply.body])
    expect((await shop.audited(reply.body.id)).map(({ action }) => action)).toEqual(['shipment.create'])
  })

  test('409: more than is left, waiting shipments counted', async () => {
    const before = await shipments()
    const { body } = await pack({ lines: [line(1, 3), line(0, 9)] })
    expect(body).toMatchObject({
      status: 409,
      code: 'quantity_exceeded',
      detail: 'Of Bracket, 8 of 10 are left to ship.',
      order_line_id: order.lines[0].id,
      left: 8,
    })
    expect(await shipments()).toEqual(before)
  })

  test.each<[string, () => object, string]>([
    ['no carrier', () => ({ carrier: undefined }), 'carrier'],
    ['an empty tracking number', () => ({ tracking_no: '' }), 'tracking_no'],
    ['two lines in a tracking number', () => ({ tracking_no: 'a\r\nb' }), 'tracking_no'],
    ['a link that is none', () => ({ tracking_url: 'ups.example.com' }), 'tracking_url'],
    ['a link that is a script', () => ({ tracking_url: 'javascript:alert(1)' }), 'tracking_url'],
    ['a link without a host', () => ({ tracking_url: 'https://:1' }), 'tracking_url'],
    ['no pieces', () => ({ lines: [] }), 'lines'],
    ['nothing of a line', () => ({ lines: [line(0, 0)] }), 'lines[0].quantity'],
    ['less than nothing', () => ({ lines: [line(0, -1)] }), 'lines[0].quantity'],
    ['half a piece', () => ({ lines: [line(0, 0.5)] }), 'lines[0].quantity'],
    ['a line twice', () => ({ lines: [line(0, 1), line(0, 1)] }), 'lines'],
    [
      'a line of nothing',
      () => ({ lines: [{ order_line_id: '0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11', quantity: 1 }] }),
      'lines[0].order_line_id',
    ],
    ['a status', () => ({ status: 'delivered' }), 'status'],
    ['a number', () => ({ shipment_no: 'S-1' }), 'shipment_no'],
  ])('400: %s', async (_, members, path) => {
    const before = await shipments()
    const { status, body } = await pack(members())
    expect([status, body.errors[0].path]).toEqual([400, path])
    expect(await shipments()).toEqual(before)
  })

  test('400: a line of another order', async () => {
    const other = await shop.started()
    const { body } = await pack({ lines: [line(0, 1)] }, other)
    expect(body.errors).toEqual([{ path: 'lines[0].order_line_id', message: 'is not a line of this order' }])
  })

  test('201 and 409: of those packed at once only what there is', async () => {
    const of = await shop.started()
    const lines = [{ order_line_id: of.lines[0].id, quantity: 4 }]
    const replies = await Promise.all([1, 2, 3, 4].map(() => pack({ lines }, of)))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409])
    const rest = await pack({}, of)
    expect(rest.body.lines[0].quantity).toBe(2)
    expect((await pack({}, of)).body).toMatchObject({
      code: 'quantity_exceeded',
      detail: 'Nothing of the order is left to ship.',
    })
  })
})
