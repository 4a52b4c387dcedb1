import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isComplete,
  isDelivered,
  leftToPack,
  packShipment,
  type ShipmentAction,
  type ShipmentStatus,
  shipmentMachine,
  shipmentStatuses,
} from './shipment.ts'

const actions: ShipmentAction[] = ['ship', 'deliver', 'exception', 'resume', 'return']

/** Where each action leads, in the order of `actions`. */
const table: Record<ShipmentStatus, string> = {
  //          ship    deliver   exception resume  return
  pending: '  shipped .         .         .       .',
  shipped: '  .       delivered exception .       .',
  delivered: '.       .         .         .       .',
  exception: '.       .         .         shipped returned',
  returned: ' .       .         .         .       .',
}

const cases = Object.entries(table).flatMap(([from, cells]) =>
  cells
    .trim()
    .split(/ +/)
    .map((cell, index) => [from, actions[index], cell] as [ShipmentStatus, ShipmentAction, string]),
)

describe('a shipment', () => {
  it('is in the table with every status and action', () => {
    expect(cases).toHaveLength(shipmentStatuses.length * actions.length)
  })

  it.each(cases)('%s, %s: %s', (from, action, cell) => {
    expect(shipmentMachine[from][action]?.to ?? '.').toBe(cell)
  })

  it('is told of once, when it goes out', () => {
    const events = Object.values(shipmentMachine).flatMap((row) =>
      Object.values(row).flatMap(({ event }) => event ?? []),
    )
    expect(events).toEqual(['order.shipped'])
  })
})

const lines = [
  { id: 'a', quantity: 10, packed: 4 },
  { id: 'b', quantity: 5, packed: 5 },
  { id: 'c', quantity: 1, packed: 0 },
]

describe('what goes into a shipment', () => {
  it('is all that is left when nothing is said', () => {
    expect(packShipment(lines, undefined)).toEqual({
      lines: [
        { order_line_id: 'a', quantity: 6 },
        { order_line_id: 'c', quantity: 1 },
      ],
    })
    expect(packShipment(lines.slice(1, 2), undefined)).toEqual({ refused: 'nothing_left' })
  })

  it.each([
    [[{ order_line_id: 'a', quantity: 6 }], undefined],
    [[{ order_line_id: 'a', quantity: 7 }], { refused: 'too_many', index: 0, left: 6 }],
    [
      [
        { order_line_id: 'c', quantity: 1 },
        { order_line_id: 'b', quantity: 1 },
      ],
      { refused: 'too_many', index: 1, left: 0 },
    ],
    [[{ order_line_id: 'd', quantity: 1 }], { refused: 'unknown', index: 0, left: 0 }],
  ])('%j: refused %j', (wanted, refused) => {
    expect(packShipment(lines, wanted)).toEqual(refused ?? { lines: wanted })
  })

  it('is never more than was ordered, whatever is asked for', () => {
    const line = fc.record({ id: fc.constantFrom('a', 'b'), quantity: fc.nat(20), packed: fc.nat(20) })
    const wanted = fc.uniqueArray(
      fc.record({ order_line_id: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 1, max: 25 }) }),
      { selector: ({ order_line_id }) => order_line_id },
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(line, { selector: ({ id }) => id }),
        fc.option(wanted, { nil: undefined }),
        (ordered, asked) => {
          const packing = packShipment(ordered, asked)
          if ('refused' in packing) return
          for (const { order_line_id, quantity } of packing.lines) {
            const of = ordered.find(({ id }) => id === order_line_id)
            expect(of && quantity > 0 && quantity <= leftToPack(of)).toBe(true)
          }
        },
      ),
    )
  })
})

describe('the whole order', () => {
  const out = { quantity: 2, qtyShipped: 2 }
  const half = { quantity: 2, qtyShipped: 1 }

  it('is complete when every piece is out', () => {
    expect(isComplete({ lines: [out, out] })).toBe(true)
    expect(isComplete({ lines: [out, half] })).toBe(false)
  })

  it.each<[string, Parameters<typeof isDelivered>[0], boolean]>([
    ['all has arrived', { lines: [out], shipments: ['delivered', 'delivered'] }, true],
    ['one came back and another went instead', { lines: [out], shipments: ['returned', 'delivered'] }, true],
    ['one is on its way', { lines: [out], shipments: ['delivered', 'shipped'] }, false],
    ['one is in trouble', { lines: [out], shipments: ['delivered', 'exception'] }, false],
    ['something is left to ship', { lines: [half], shipments: ['delivered'] }, false],
  ])('%s: %j is %s', (_, progress, delivered) => {
    expect(isDelivered(progress)).toBe(delivered)
  })
})
