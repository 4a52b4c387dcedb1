import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Decision, decide } from './machine.ts'
import { moveOrder, type OrderAction, type OrderState } from './order.ts'
import {
  type QuoteAction,
  type QuoteGuard,
  type QuoteStatus,
  quoteGuardHolds,
  quoteMachine,
} from './quote.ts'
import {
  isComplete,
  isDelivered,
  packShipment,
  type ShipmentAction,
  type ShipmentStatus,
  type ShippedLine,
  shipmentMachine,
} from './shipment.ts'

const runs = { numRuns: 500 }

test('a quote, whatever is done to it: offered once, answered once, and then it rests', () => {
  const action = fc.constantFrom<QuoteAction>(
    'submit',
    'price',
    'ready',
    'revise',
    'accept',
    'decline',
    'expire',
    'cancel',
  )
  const step = fc.record({ action, byCustomer: fc.boolean(), days: fc.nat(2) })
  fc.assert(
    fc.property(fc.constantFrom('draft', 'in_review'), fc.array(step, { maxLength: 40 }), (begin, steps) => {
      let status: QuoteStatus = begin
      let allPriced = false
      let day = 1
      const events: string[] = []
      for (const { action, byCustomer, days } of steps) {
        day += days
        const facts = {
          validUntil: '2026-01-20',
          today: `2026-01-${String(day).padStart(2, '0')}`,
          allPriced,
        }
        const decision: Decision<QuoteStatus, QuoteGuard, string> = decide(
          quoteMachine,
          status,
          action,
          (guard) => quoteGuardHolds(guard, { ...facts, byCustomer }),
        )
        if ('refused' in decision) continue
        if (action === 'price') allPriced = true
        if (action === 'accept') expect(facts.today <= facts.validUntil).toBe(true)
        if (action === 'expire') expect(facts.today > facts.validUntil).toBe(true)
        if (decision.to === 'ready') expect(allPriced).toBe(true)
        if (decision.event) events.push(decision.event)
        status = decision.to
      }
      expect(['', 'quote.ready', 'quote.ready,order.placed']).toContain(events.join())
      expect(events.includes('order.placed')).toBe(status === 'accepted')
    }),
    runs,
  )
})

interface Parcel {
  status: ShipmentStatus
  lines: ShippedLine[]
}

/** An order as the services keep it, in memory: the same decisions, taken in the same order. */
class Job {
  order: OrderState = { status: 'placed', heldStatus: null }
  parcels: Parcel[] = []
  events: string[] = []
  lines = [
    { id: 'a', quantity: 5, qtyShipped: 0 },
    { id: 'b', quantity: 3, qtyShipped: 0 },
  ]

  #packed(id: string): number {
    const of = this.parcels.filter(({ status }) => status !== 'returned').flatMap(({ lines }) => lines)
    return of
      .filter(({ order_line_id }) => order_line_id === id)
      .reduce((sum, { quantity }) => sum + quantity, 0)
  }

  move(action: OrderAction): boolean {
    const moved = moveOrder(this.order, action)
    if (moved === null) return false
    this.order = { status: moved.status, heldStatus: moved.heldStatus }
    if (moved.event) this.events.push(moved.event)
    return true
  }

  pack(wanted: ShippedLine[] | undefined): void {
    if (moveOrder(this.order, 'pack') === null) return
    const packing = packShipment(
      this.lines.map((line) => ({ ...line, packed: this.#packed(line.id) })),
      wanted,
    )
    if ('lines' in packing) this.parcels.push({ status: 'pending', lines: packing.lines })
  }

  #count(parcel: Parcel, sign: 1 | -1): void {
    for (const { order_line_id, quantity } of parcel.lines)
      for (const line of this.lines) if (line.id === order_line_id) line.qtyShipped += sign * quantity
  }

  stepOf(parcel: Parcel, action: ShipmentAction): void {
    const step = shipmentMachine[parcel.status][action]
    if (step === undefined) return
    const before = { order: this.order, status: parcel.status }
    parcel.status = step.to
    if (action === 'ship') {
      this.#count(parcel, 1)
      if (!this.move(isComplete(this) ? 'ship_rest' : 'ship_part')) {
        this.#count(parcel, -1)
        this.order = before.order
        parcel.status = before.status
        return
      }
      this.events.push('order.shipped')
    }
    if (action === 'return') {
      this.#count(parcel, -1)
      expect(this.move('take_back')).toBe(true)
    }
    const progress = { lines: this.lines, shipments: this.parcels.map(({ status }) => status) }
    if (action === 'deliver' && isDelivered(progress)) expect(this.move('deliver_all')).toBe(true)
  }
}

const orderStep = fc.constantFrom<OrderAction>('start-production', 'hold', 'resume', 'cancel')
const shipmentStep = fc.constantFrom<ShipmentAction>('ship', 'deliver', 'exception', 'resume', 'return')
const wanted = fc.option(
  fc.uniqueArray(
    fc.record({ order_line_id: fc.constantFrom('a', 'b'), quantity: fc.integer({ min: 1, max: 6 }) }),
    { minLength: 1, selector: ({ order_line_id }) => order_line_id },
  ),
  { nil: undefined },
)
const jobStep = fc.oneof(
  orderStep.map((action) => (job: Job) => void job.move(action)),
  { arbitrary: wanted.map((lines) => (job: Job) => job.pack(lines)), weight: 2 },
  {
    arbitrary: fc.tuple(fc.nat(4), shipmentStep).map(([index, action]) => (job: Job) => {
      const parcel = job.parcels[index]
      if (parcel) job.stepOf(parcel, action)
    }),
    weight: 5,
  },
)

test('an order and its shipments, whatever is done to them: books that balance, each event once', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(fc.array(jobStep, { maxLength: 60 }), (steps) => {
      const job = new Job()
      job.move('start-production')
      for (const step of steps) {
        step(job)
        for (const { quantity, qtyShipped } of job.lines) {
          expect(qtyShipped).toBeGreaterThanOrEqual(0)
          expect(qtyShipped).toBeLessThanOrEqual(quantity)
        }
        const { status, heldStatus } = job.order
        expect(status === 'on_hold').toBe(heldStatus !== null)
        if (status === 'shipped' || status === 'delivered') expect(isComplete(job)).toBe(true)
        if (status === 'partially_shipped') expect(isComplete(job)).toBe(false)
        reached.add(status)
      }
      const count = (type: string) => job.events.filter((event) => event === type).length
      expect(count('order.production_started')).toBe(1)
      expect(count('order.delivered')).toBe(job.order.status === 'delivered' ? 1 : 0)
      expect(count('order.shipped')).toBe(job.parcels.filter(({ status }) => status !== 'pending').length)
    }),
    { ...runs, seed: 20260515 },
  )
  expect([...reached].sort()).toEqual([
    'cancelled',
    'delivered',
    'in_production',
    'on_hold',
    'partially_shipped',
    'shipped',
  ])
})
