import { expect, test } from 'vitest'
import type { ProjectRecords } from '../../api/project-story.ts'
import { stagesOf, timelineOf } from './timeline.ts'

const usd = (amount: number) => ({ amount, currency: 'USD' })
const none: ProjectRecords = { quotes: [], orders: [], invoices: [], reports: [] }
const day = (n: number): string => `2026-05-${String(n).padStart(2, '0')}T12:00:00.000Z`

const quote = {
  ...{ id: 'q1', quote_no: 'Q-1', revision: 1, status: 'accepted' },
  ...{ created_at: day(2), ready_at: day(3), accepted_at: day(4) },
} as ProjectRecords['quotes'][number]
const order = {
  ...{ id: 'o1', order_no: 'O-1', status: 'delivered', created_at: day(4), production_started_at: day(5) },
  ...{ cancelled_at: null, shipped_at: day(6), delivered_at: day(7) },
  shipments: [{ shipment_no: 'S-1', carrier: 'UPS', shipped_at: day(6), delivered_at: day(7) }],
} as unknown as ProjectRecords['orders'][number]
const invoice = {
  ...{ id: 'i1', invoice_no: 'I-1', status: 'paid', total: usd(1_250), issued_at: day(8) },
  payments: [{ amount: usd(1_250), created_at: day(9) }],
} as unknown as ProjectRecords['invoices'][number]
const whole = { ...none, quotes: [quote], orders: [order], invoices: [invoice] }

test('a job tells its story, the newest first', () => {
  const told = timelineOf({ created_at: day(1) }, whole)
  expect(told.map(({ title }) => title)).toEqual([
    '$12.50 paid for I-1',
    'Invoice I-1 over $12.50 issued',
    'S-1 delivered',
    'S-1 shipped with UPS',
    'Production of O-1 started',
    'Order O-1 placed',
    'Quote Q-1 accepted',
    'Quote Q-1 priced',
    'Quote Q-1 asked for',
    'Project begun',
  ])
  expect(told.at(0)?.to).toBe('/invoices/i1')
  expect(told.at(-1)?.to).toBeNull()
})

test('what has not happened is not told', () => {
  const asked = { ...quote, ready_at: null, accepted_at: null }
  expect(timelineOf({ created_at: day(1) }, { ...none, quotes: [asked] })).toHaveLength(2)
})

test('stages follow from the records', () => {
  expect([...stagesOf(false, none)]).toEqual([])
  expect([...stagesOf(true, none)]).toEqual(['Files'])
  expect([...stagesOf(true, whole)]).toEqual(['Files', 'Quote', 'Order', 'Production', 'Shipped', 'Paid'])
  const open = { ...invoice, status: 'issued' as const }
  expect([...stagesOf(true, { ...whole, invoices: [open] })]).not.toContain('Paid')
  const cancelled = { ...order, status: 'cancelled' as const }
  expect([...stagesOf(true, { ...whole, quotes: [], orders: [cancelled] })]).toEqual(['Files'])
})
