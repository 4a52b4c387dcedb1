import { newId } from '../../../platform/ids.ts'
import { after, dayOf } from './days.ts'
import type { NumberBook } from './numbers.ts'
import type { Job, PlannedPart } from './plan.ts'
import type { Rows } from './rows.ts'

const currency = 'USD'
const taxShare = 0.08
const validDays = 30

/** Who and where. */
export interface Place {
  workspaceId: string
  customerId: number
}

/** What of a job the later records and the events refer to. */
export interface JobRecords {
  projectId: string
  projectNo: string
  quoteNo: string
  order: OrderRecord | null
}

export interface OrderRecord {
  id: string
  orderNo: string
  lineIds: string[]
  chargeIds: string[]
  chargeCents: number[]
  subtotal: number
  tax: number
  total: number
}

const centsText = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}0000`
const totalOf = ({ quantity, unitCents }: PlannedPart): number => quantity * unitCents

function chargesOf(job: Job): { kind: string; label: string; cents: number }[] {
  const lines = job.parts.reduce((sum, part) => sum + totalOf(part), 0)
  const tax = Math.round((lines + job.setupCents) * taxShare)
  const setup = job.setupCents > 0 ? [{ kind: 'setup', label: 'Set-up', cents: job.setupCents }] : []
  return [...setup, { kind: 'tax', label: 'Sales tax 8 %', cents: tax }]
}

const partColumns = ({ name, process, material, finish }: PlannedPart) => ({
  part_name: name,
  process,
  material,
  finish,
  tolerance: 'ISO 2768-m',
  threads: '',
  inspection: '',
  notes: '',
})

function addQuote(rows: Rows, numbers: NumberBook, place: Place, job: Job, projectId: string) {
  const id = newId(job.requestedAt)
  const quoteNo = numbers.next('quote', job.requestedAt)
  const { readyAt } = job
  const status = job.answer !== 'open' ? job.answer : readyAt === null ? 'in_review' : 'ready'
  const base = { workspace_id: place.workspaceId }
  rows.add('quotes', {
    ...base,
    id,
    quote_no: quoteNo,
    revision: 1,
    project_id: projectId,
    customer_id: place.customerId,
    status,
    currency: readyAt && currency,
    valid_until: readyAt && dayOf(after(readyAt, validDays)),
    note: '',
    decline_reason: '',
    is_test: false,
    submitted_at: job.requestedAt,
    ready_at: readyAt,
    accepted_by: status === 'accepted' ? place.customerId : null,
    accepted_at: status === 'accepted' ? job.answeredAt : null,
    created_at: job.requestedAt,
  })
  for (const [position, part] of job.parts.entries()) {
    const lineId = newId(job.requestedAt)
    rows.add('quote_lines', { ...base, id: lineId, quote_id: id, position, ...partColumns(part) })
    rows.add('quote_breaks', {
      ...base,
      quote_line_id: lineId,
      quantity: part.quantity,
      unit_price: readyAt && centsText(part.unitCents),
      line_total_minor: readyAt && totalOf(part),
      lead_time_days: readyAt && part.leadTimeDays,
    })
  }
  if (readyAt !== null)
    rows.addAll(
      'quote_charges',
      chargesOf(job).map(({ kind, label, cents }, position) => ({
        ...base,
        ...{ id: newId(readyAt), quote_id: id, position, kind, label, amount_minor: cents },
      })),
    )
  return { id, quoteNo }
}

function orderStatus(job: Job): string {
  const shipped = job.shipments.flatMap(({ quantities }) => quantities).reduce((sum, n) => sum + n, 0)
  const ordered = job.parts.reduce((sum, { quantity }) => sum + quantity, 0)
  if (job.shipments.length === 0) return job.startedAt === null ? 'placed' : 'in_production'
  if (shipped < ordered) return 'partially_shipped'
  return job.shipments.every(({ deliveredAt }) => deliveredAt !== null) ? 'delivered' : 'shipped'
}

function addOrder(
  rows: Rows,
  numbers: NumberBook,
  place: Place,
  job: Job,
  { projectId, quoteId, placedAt }: { projectId: string; quoteId: string; placedAt: Date },
): OrderRecord {
  const id = newId(placedAt)
  const orderNo = numbers.next('order', placedAt)
  const charges = chargesOf(job)
  const tax = charges.find(({ kind }) => kind === 'tax')?.cents ?? 0
  const subtotal = job.parts.reduce((sum, part) => sum + totalOf(part), 0) + job.setupCents
  const status = orderStatus(job)
  const leadDays = Math.max(...job.parts.map(({ leadTimeDays }) => leadTimeDays))
  const last = job.shipments.at(-1)
  const base = { workspace_id: place.workspaceId, order_id: id }
  rows.add('orders', {
    id,
    workspace_id: place.workspaceId,
    order_no: orderNo,
    quote_id: quoteId,
    project_id: projectId,
    customer_id: place.customerId,
    po_number: `PO-${orderNo.slice(2)}`,
    status,
    currency,
    subtotal_minor: subtotal,
    tax_minor: tax,
    total_minor: subtotal + tax,
    promised_at: dayOf(after(placedAt, leadDays)),
    note: '',
    is_test: false,
    created_at: placedAt,
    production_started_at: job.startedAt,
    shipped_at: status === 'shipped' || status === 'delivered' ? (last?.at ?? null) : null,
    delivered_at: status === 'delivered' ? (last?.deliveredAt ?? null) : null,
  })
  const lineIds = job.parts.map((part, position) => {
    const lineId = newId(placedAt)
    rows.add('order_lines', {
      ...base,
      ...{ id: lineId, position, ...partColumns(part), quantity: part.quantity },
      unit_price: centsText(part.unitCents),
      total_minor: totalOf(part),
      qty_shipped: job.shipments.reduce((sum, { quantities }) => sum + (quantities[position] ?? 0), 0),
    })
    return lineId
  })
  const chargeIds = charges.map(({ kind, label, cents }, position) => {
    const chargeId = newId(placedAt)
    rows.add('order_charges', { ...base, id: chargeId, position, kind, label, amount_minor: cents })
    return chargeId
  })
  return {
    ...{ id, orderNo, lineIds, chargeIds, chargeCents: charges.map(({ cents }) => cents) },
    ...{ subtotal, tax, total: subtotal + tax },
  }
}

function addShipments(rows: Rows, numbers: NumberBook, { workspaceId }: Place, job: Job, order: OrderRecord) {
  for (const { at, deliveredAt, carrier, quantities } of job.shipments) {
    const id = newId(at)
    const base = { workspace_id: workspaceId, order_id: order.id }
    rows.add('shipments', {
      ...base,
      id,
      shipment_no: numbers.next('shipment', at),
      status: deliveredAt === null ? 'shipped' : 'delivered',
      carrier,
      tracking_no: id.slice(-12).toUpperCase(),
      tracking_url: null,
      created_at: at,
      shipped_at: at,
      delivered_at: deliveredAt,
    })
    for (const [index, quantity] of quantities.entries())
      if (quantity > 0)
        rows.add('shipment_lines', {
          ...base,
          ...{ shipment_id: id, order_line_id: order.lineIds[index] ?? '', quantity },
        })
  }
}

/** The records of a job before its invoice: project, quote, order, shipments. */
export function addJob(rows: Rows, numbers: NumberBook, place: Place, job: Job): JobRecords {
  const projectId = newId(job.requestedAt)
  const projectNo = numbers.next('project', job.requestedAt)
  const isOver = job.answer === 'declined' || job.answer === 'expired'
  rows.add('projects', {
    ...{
      id: projectId,
      workspace_id: place.workspaceId,
      project_no: projectNo,
      customer_id: place.customerId,
    },
    name: job.parts.map(({ name }) => name).join(', '),
    description: '',
    status: isOver ? 'cancelled' : orderStatus(job) === 'delivered' ? 'completed' : 'active',
    created_at: job.requestedAt,
  })
  const quote = addQuote(rows, numbers, place, job, projectId)
  if (job.answer !== 'accepted' || job.answeredAt === null)
    return { projectId, projectNo, quoteNo: quote.quoteNo, order: null }
  const where = { projectId, quoteId: quote.id, placedAt: job.answeredAt }
  const order = addOrder(rows, numbers, place, job, where)
  addShipments(rows, numbers, place, job, order)
  return { projectId, projectNo, quoteNo: quote.quoteNo, order }
}
