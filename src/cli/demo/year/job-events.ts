import type { EventData, EventType } from '../../../contract/events/index.ts'
import { formatMoney } from '../../../domain/money.ts'
import { dayMs } from './days.ts'
import type { InvoiceRecord } from './invoice-rows.ts'
import type { JobRecords } from './job-rows.ts'
import type { Job } from './plan.ts'

/** An event of the year, before it has an id. */
export interface PastEvent {
  at: Date
  type: EventType
  data: EventData
}

const dueSoonDays = 3
const usd = (amount: number) => ({ amount, currency: 'USD' })

/** The events that a job has caused up to `now`, as the program would have made them. */
export function eventsOf(
  job: Job,
  { projectNo, quoteNo, order }: JobRecords,
  invoice: InvoiceRecord | null,
  ncrNo: string | null,
  now: Date,
): PastEvent[] {
  const events: PastEvent[] = []
  const tell = (at: Date | null, type: EventType, title: string, message: string, members: object = {}) => {
    if (at !== null && at <= now)
      events.push({ at, type, data: { title, message, project_no: projectNo, ...members } })
  }
  tell(job.readyAt, 'quote.ready', 'Your quote is ready', `Quote ${quoteNo} is priced.`, {
    quote_no: quoteNo,
    revision: 1,
  })
  for (const { at, side, body } of job.messages)
    if (side === 'shop') tell(at, 'message.reply', 'New message from the shop', body)
  if (order === null) return events

  const named = { order_no: order.orderNo }
  const total = usd(order.total)
  tell(job.answeredAt, 'order.placed', 'Order confirmed', `Order ${order.orderNo} is confirmed.`, {
    ...named,
    total,
  })
  tell(
    job.startedAt,
    'order.production_started',
    'Production started',
    `Your order ${order.orderNo} is being made.`,
    named,
  )
  for (const [index, { at, carrier }] of job.shipments.entries())
    tell(at, 'order.shipped', 'Your order shipped', `${carrier} has taken it over.`, {
      ...{ ...named, carrier },
      complete: index === job.shipments.length - 1,
    })
  const arrived = job.shipments.map(({ deliveredAt }) => deliveredAt)
  if (arrived.length > 0 && arrived.every((at) => at !== null))
    tell(
      arrived.at(-1) ?? null,
      'order.delivered',
      'Your order was delivered',
      `Order ${order.orderNo} has arrived.`,
      named,
    )
  if (job.defect !== null && ncrNo !== null) {
    tell(job.defect.at, 'ncr.issued', 'Quality flag raised', job.defect.text, { ncr_no: ncrNo, ...named })
    tell(job.defect.resolvedAt, 'ncr.resolved', 'Quality flag resolved', 'Made anew and measured.', {
      ncr_no: ncrNo,
    })
  }
  if (invoice === null || job.invoice === null) return events

  const { invoiceNo, dueOn } = invoice
  const about = { invoice_no: invoiceNo, ...named, due_on: dueOn, total }
  const owed = `${formatMoney(total)} are due on ${dueOn}.`
  const dueMs = Date.parse(dueOn) + dayMs
  const paidAt = invoice.paid === invoice.total ? (job.invoice.payments.at(-1) ?? null) : null
  const openAt = (ms: number) => (paidAt === null || paidAt.getTime() > ms ? new Date(ms) : null)
  tell(job.invoice.issuedAt, 'invoice.issued', 'New invoice', `Invoice ${invoiceNo}: ${owed}`, {
    ...about,
    balance: total,
  })
  tell(openAt(dueMs - dueSoonDays * dayMs), 'invoice.due_soon', 'Invoice due soon', owed, about)
  tell(openAt(dueMs), 'invoice.overdue', 'Invoice overdue', owed, about)
  tell(paidAt, 'invoice.paid', 'Invoice paid', `Invoice ${invoiceNo} is paid. Thank you.`, {
    ...about,
    balance: usd(0),
  })
  return events
}
