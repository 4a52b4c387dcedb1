import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { parcel } from '../../../test/harness/job.ts'
import { type JobShop, openJobShop } from '../../../test/harness/job-shop.ts'
import { type OrderStatus, orderStatuses } from '../../domain/records/order.ts'
import { type ShipmentStatus, shipmentStatuses } from '../../domain/records/shipment.ts'

let shop: JobShop
let customer: Credential
let staff: Credential

beforeAll(async () => {
  shop = await openJobShop()
  customer = shop.people.customer.credential
  staff = shop.people.staff.credential
})
afterAll(() => shop.close())

const orderActions = ['start-production', 'hold', 'resume', 'cancel', 'shipments'] as const
type OrderAction = (typeof orderActions)[number]
const actOnOrder = (action: OrderAction, id: string, as = staff) =>
  shop.call('POST', `/orders/${id}/${action}`, as, action === 'shipments' ? parcel : undefined)
const readOrder = async (id: string) => (await shop.call('GET', `/orders/${id}`, staff)).body

/** What an order is afterwards; 409 where nothing stands. */
const orderTable: Partial<Record<OrderStatus, Partial<Record<OrderAction, OrderStatus>>>> = {
  placed: { 'start-production': 'in_production', hold: 'on_hold', cancel: 'cancelled' },
  in_production: { hold: 'on_hold', cancel: 'cancelled', shipments: 'in_production' },
  partially_shipped: { shipments: 'partially_shipped' },
  on_hold: { resume: 'placed', cancel: 'cancelled' },
}

describe.each(orderStatuses)('an order that is %s', (status) => {
  const refused = orderActions.filter((action) => orderTable[status]?.[action] === undefined)

  test(`409: ${refused.join(', ')}; nothing changes, nobody is told`, async () => {
    const { id } = await shop.orderIn(status)
    const before = await readOrder(id)
    expect(before.status).toBe(status)
    const told = [await shop.audited(id), await shop.eventsAbout('order_id', id)]
    for (const action of refused) {
      const { body } = await actOnOrder(action, id)
      expect([action, body]).toMatchObject([
        action,
        { status: 409, code: 'invalid_transition', current_status: status },
      ])
      expect(body.detail).toContain(status)
    }
    expect(await readOrder(id)).toEqual(before)
    expect([await shop.audited(id), await shop.eventsAbout('order_id', id)]).toEqual(told)
  })

  test.each(Object.entries(orderTable[status] ?? {}))('%s: %s', async (action, after) => {
    const { id } = await shop.orderIn(status)
    const reply = await actOnOrder(action as OrderAction, id)
    expect(reply.status, reply.text).toBe(action === 'shipments' ? 201 : 200)
    const order = await readOrder(id)
    expect(order.status).toBe(after)
    if (action === 'shipments') return
    expect(reply.body).toEqual(order)
    expect((await shop.audited(id)).at(-1)).toMatchObject({
      action: `order.${action.replace('-', '_')}`,
      before: { status },
      after: { status: after },
    })
  })
})

const shipmentActions = ['ship', 'deliver', 'exception', 'resume', 'return'] as const
type ShipmentAction = (typeof shipmentActions)[number]
const actOnShipment = (action: ShipmentAction, id: string, as = staff) =>
  shop.call('POST', `/shipments/${id}/${action}`, as)

/** What a shipment of everything is afterwards, and its order. */
const shipmentTable: Record<
  ShipmentStatus,
  Partial<Record<ShipmentAction, [ShipmentStatus, OrderStatus]>>
> = {
  pending: { ship: ['shipped', 'shipped'] },
  shipped: { deliver: ['delivered', 'delivered'], exception: ['exception', 'shipped'] },
  exception: { resume: ['shipped', 'shipped'], return: ['returned', 'partially_shipped'] },
  delivered: {},
  returned: {},
}

describe.each(shipmentStatuses)('a shipment that is %s', (status) => {
  const refused = shipmentActions.filter((action) => shipmentTable[status][action] === undefined)

  test(`409: ${refused.join(', ')}; nothing changes, nobody is told`, async () => {
    const { id, order_id } = await shop.shipmentIn(status)
    const before = await readOrder(order_id)
    const told = [await shop.audited(id), await shop.eventsAbout('order_id', order_id)]
    for (const action of refused)
      expect([action, (await actOnShipment(action, id)).body]).toMatchObject([
        action,
        { status: 409, code: 'invalid_transition', current_status: status },
      ])
    expect(await readOrder(order_id)).toEqual(before)
    expect([await shop.audited(id), await shop.eventsAbout('order_id', order_id)]).toEqual(told)
  })

  test.each(Object.entries(shipmentTable[status]))('%s: %j', async (action, [after, orderAfter]) => {
    const { id, order_id } = await shop.shipmentIn(status)
    const { status: answered, body } = await actOnShipment(action as ShipmentAction, id)
    expect(answered).toBe(200)
    expect(body).toMatchObject({ id, status: after })
    const order = await readOrder(order_id)
    expect(order.status).toBe(orderAfter)
    expect(order.shipments).toEqual([body])
    const gone = after === 'returned' ? 0 : 10
    expect(order.lines[0].qty_shipped).toBe(gone)
    expect((await shop.audited(id)).at(-1)).toMatchObject({
      action: `shipment.${action}`,
      before: { status },
      after: { status: after },
    })
  })
})

describe('the life of an order', () => {
  test('what is resumed is what was held, and production starts once', async () => {
    const order = await shop.order()
    for (const action of ['hold', 'resume', 'start-production', 'hold'] as const)
      expect((await actOnOrder(action, order.id)).status).toBe(200)
    expect(await readOrder(order.id)).toMatchObject({ status: 'on_hold', held_status: 'in_production' })
    expect((await actOnOrder('resume', order.id)).body).toMatchObject({
      status: 'in_production',
      held_status: null,
    })
    const events = await shop.eventsAbout('order_id', order.id)
    expect(events.map(({ type }) => type)).toEqual(['order.placed', 'order.production_started'])
  })

  test('what came back can be sent again; the order is delivered, and told of, once', async () => {
    const order = await shop.started()
    const lost = await shop.ship(order, 6)
    const rest = await shop.ship(order)
    await shop.shipmentStep(rest, 'deliver')
    await shop.shipmentStep(lost, 'exception')
    await shop.shipmentStep(lost, 'resume')
    await shop.shipmentStep(lost, 'exception')
    await shop.shipmentStep(lost, 'return')
    expect(await readOrder(order.id)).toMatchObject({
      status: 'partially_shipped',
      shipped_at: null,
      lines: [{ quantity: 10, qty_shipped: 4 }],
    })
    const again = await shop.pack(order)
    expect(again.lines).toEqual([{ order_line_id: order.lines[0].id, quantity: 6 }])
    await shop.shipmentStep(again, 'ship')
    await shop.shipmentStep(again, 'deliver')
    expect((await readOrder(order.id)).status).toBe('delivered')
    const events = await shop.eventsAbout('order_id', order.id)
    expect(events.slice(2).map(({ type, data }) => [type, data.complete])).toEqual([
      ['order.shipped', false],
      ['order.shipped', true],
      ['order.shipped', true],
      ['order.delivered', undefined],
    ])
  })

  test('409: what is packed stays while the order is held or cancelled', async () => {
    const order = await shop.started()
    const packed = await shop.pack(order)
    await actOnOrder('hold', order.id)
    expect((await actOnShipment('ship', packed.id)).body).toMatchObject({
      status: 409,
      current_status: 'on_hold',
    })
    await actOnOrder('cancel', order.id)
    expect((await actOnShipment('ship', packed.id)).body.current_status).toBe('cancelled')
    expect(await readOrder(order.id)).toMatchObject({
      lines: [{ qty_shipped: 0 }],
      shipments: [{ status: 'pending', shipped_at: null }],
    })
    const events = await shop.eventsAbout('order_id', order.id)
    expect(events.map(({ type }) => type)).not.toContain('order.shipped')
  })

  test('200 and 409: two at once on one order or shipment, one wins', async () => {
    const order = await shop.order()
    const replies = await Promise.all([
      ...[1, 2, 3].map(() => actOnOrder('start-production', order.id)),
      ...[1, 2].map(() => actOnOrder('start-production', order.id, shop.keys.api)),
    ])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    const packed = await shop.pack(order)
    const shipped = await Promise.all([1, 2, 3].map(() => actOnShipment('ship', packed.id)))
    expect(shipped.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect((await readOrder(order.id)).lines[0].qty_shipped).toBe(10)
    const ended = await Promise.all([
      actOnShipment('deliver', packed.id),
      actOnShipment('exception', packed.id),
    ])
    expect(ended.map(({ status }) => status).sort()).toEqual([200, 409])
    const types = (await shop.eventsAbout('order_id', order.id)).map(({ type }) => type)
    expect(types.filter((type) => type !== 'order.delivered')).toEqual([
      'order.placed',
      'order.production_started',
      'order.shipped',
    ])
  })
})

describe('who may', () => {
  test.each([...orderActions])('401, 403, 404: %s of an order', async (action) => {
    const { id } = await shop.orderIn('in_production')
    expect((await actOnOrder(action, id, {})).status).toBe(401)
    expect((await actOnOrder(action, id, customer)).body.code).toBe('role_required')
    expect((await actOnOrder(action, id, await shop.pat(shop.people.customer))).body.code).toBe(
      'role_required',
    )
    expect(
      (await actOnOrder(action, id, await shop.pat(shop.people.owner, ['write:projects']))).body.code,
    ).toBe('insufficient_scope')
    expect((await actOnOrder(action, id, shop.keys.admin)).body.code).toBe('insufficient_scope')
    expect((await actOnOrder(action, id, shop.elsewhere.credential)).body.code).toBe('not_found')
    expect((await actOnOrder(action, 'O-20260515-0001')).body.code).toBe('not_found')
    expect((await readOrder(id)).status).toBe('in_production')
  })

  test.each([...shipmentActions])('401, 403, 404: %s of a shipment', async (action) => {
    const { id } = await shop.shipmentIn('pending')
    expect((await actOnShipment(action, id, {})).status).toBe(401)
    expect((await actOnShipment(action, id, customer)).body.code).toBe('role_required')
    expect((await actOnShipment(action, id, shop.keys.admin)).body.code).toBe('insufficient_scope')
    expect((await actOnShipment(action, id, shop.elsewhere.credential)).body.code).toBe('not_found')
    expect((await actOnShipment(action, 'S-20260515-0001')).body.code).toBe('not_found')
  })

  test('200: a token of staff with full access, and a key', async () => {
    const { id } = await shop.order()
    expect((await actOnOrder('hold', id, await shop.pat(shop.people.staff))).status).toBe(200)
    expect((await actOnOrder('resume', id, shop.keys.api)).status).toBe(200)
  })
})
