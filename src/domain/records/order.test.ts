import { describe, expect, it } from 'vitest'
import { moveOrder, type OrderAction, type OrderStatus, orderMachine, orderStatuses } from './order.ts'

const actions: OrderAction[] = [
  'start-production',
  'hold',
  'resume',
  'cancel',
  'pack',
  'ship_part',
  'ship_rest',
  'deliver_all',
  'take_back',
]

/** Where each action leads, in the order of `actions`. */
const table: Record<OrderStatus, string> = {
  //                  start         hold    resume cancel    pack              ship_part         ship_rest deliver_all take_back
  placed:
    '           in_production on_hold .      cancelled .                 .                 .         .           .',
  in_production:
    '    .             on_hold .      cancelled in_production     partially_shipped shipped   .           .',
  partially_shipped:
    '.             .       .      .         partially_shipped partially_shipped shipped   .           partially_shipped',
  shipped:
    '          .             .       .      .         .                 .                 .         delivered   partially_shipped',
  delivered:
    '        .             .       .      .         .                 .                 .         .           .',
  on_hold:
    '          .             .       held   cancelled .                 .                 .         .           .',
  cancelled:
    '        .             .       .      .         .                 .                 .         .           .',
}

const cases = Object.entries(table).flatMap(([from, cells]) =>
  cells
    .trim()
    .split(/ +/)
    .map((cell, index) => [from, actions[index], cell] as [OrderStatus, OrderAction, string]),
)

describe('an order', () => {
  it('is in the table with every status and action', () => {
    expect(cases).toHaveLength(orderStatuses.length * actions.length)
  })

  it.each(cases)('%s, %s: %s', (from, action, cell) => {
    expect(orderMachine[from][action]?.to ?? '.').toBe(cell)
    const moved = moveOrder({ status: from, heldStatus: from === 'on_hold' ? 'placed' : null }, action)
    expect(moved?.status ?? '.').toBe(cell === 'held' ? 'placed' : cell)
  })

  it('tells the customer of the start of production and of the end, never of a resumption', () => {
    const events = Object.entries(orderMachine).flatMap(([from, row]) =>
      Object.entries(row).flatMap(([action, { event }]) => (event ? [`${from} ${action}: ${event}`] : [])),
    )
    expect(events).toEqual([
      'placed start-production: order.production_started',
      'shipped deliver_all: order.delivered',
    ])
  })

  it.each(['placed', 'in_production'] as const)('comes back as %s after it was held', (status) => {
    const held = moveOrder({ status, heldStatus: null }, 'hold')
    expect(held).toEqual({ status: 'on_hold', heldStatus: status })
    expect(held && moveOrder(held, 'resume')).toEqual({ status, heldStatus: null })
    expect(held && moveOrder(held, 'cancel')).toEqual({ status: 'cancelled', heldStatus: null })
  })
})
