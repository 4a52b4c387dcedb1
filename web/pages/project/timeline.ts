import { formatMoney } from '../../../src/domain/money.ts'
import type { ProjectRecords } from '../../api/project-story.ts'

export type Step = 'begun' | 'quote' | 'accepted' | 'order' | 'shipment' | 'invoice' | 'paid' | 'report'

/** Something that happened in a project. */
export interface Happening {
  /** When; of all that is told, this alone decides the order. */
  at: string
  step: Step
  title: string
  /** Address of the record in the dashboard. */
  to: string | null
  bad?: boolean
}

type Told = [at: string | null, step: Step, title: string, bad?: boolean]

/** What has a time has happened. */
const happened = (to: string | null, told: readonly Told[]): Happening[] =>
  told.flatMap(([at, step, title, bad]) =>
    at === null ? [] : [{ at, step, title, to, ...(bad && { bad }) }],
  )

const ofQuote = (quote: ProjectRecords['quotes'][number]): Happening[] => {
  const name = quote.revision > 1 ? `${quote.quote_no}, revision ${quote.revision},` : quote.quote_no
  const begun = quote.revision > 1 ? `Quote ${name} was begun` : `Quote ${name} asked for`
  return happened(`/quotes/${quote.id}`, [
    [quote.created_at, 'quote', begun],
    [quote.ready_at, 'quote', `Quote ${name} priced`],
    [quote.accepted_at, 'accepted', `Quote ${name} accepted`],
  ])
}

const ofOrder = (order: ProjectRecords['orders'][number]): Happening[] => [
  ...happened(`/orders/${order.id}`, [
    [order.created_at, 'order', `Order ${order.order_no} placed`],
    [order.production_started_at, 'order', `Production of ${order.order_no} started`],
    [order.cancelled_at, 'order', `Order ${order.order_no} cancelled`, true],
  ]),
  ...order.shipments.flatMap((shipment) =>
    happened(`/orders/${order.id}`, [
      [shipment.shipped_at, 'shipment', `${shipment.shipment_no} shipped with ${shipment.carrier}`],
      [shipment.delivered_at, 'shipment', `${shipment.shipment_no} delivered`],
    ]),
  ),
]

const ofInvoice = (invoice: ProjectRecords['invoices'][number]): Happening[] =>
  happened(`/invoices/${invoice.id}`, [
    [invoice.issued_at, 'invoice', `Invoice ${invoice.invoice_no} over ${formatMoney(invoice.total)} issued`],
    ...invoice.payments.map((payment): Told => {
      return [payment.created_at, 'paid', `${formatMoney(payment.amount)} paid for ${invoice.invoice_no}`]
    }),
  ])

const ofReport = (report: ProjectRecords['reports'][number]): Happening[] =>
  happened(`/quality/${report.id}`, [
    [report.created_at, 'report', `Quality report ${report.ncr_no} raised`, true],
    [report.resolved_at, 'report', `Quality report ${report.ncr_no} resolved`],
  ])

/** What happened in a project, the newest first, as the times of its records tell. */
export function timelineOf(project: { created_at: string }, records: ProjectRecords): Happening[] {
  const { quotes, orders, invoices, reports } = records
  return [
    ...happened(null, [[project.created_at, 'begun', 'Project begun']]),
    ...quotes.flatMap(ofQuote),
    ...orders.flatMap(ofOrder),
    ...invoices.flatMap(ofInvoice),
    ...reports.flatMap(ofReport),
  ]
    .map((one, index) => ({ one, index }))
    .sort((a, b) => (a.one.at === b.one.at ? b.index - a.index : a.one.at < b.one.at ? 1 : -1))
    .map(({ one }) => one)
}

/** Stages of a job, in the order in which they come. */
export const stages = ['Files', 'Quote', 'Order', 'Production', 'Shipped', 'Paid'] as const
export type Stage = (typeof stages)[number]

/** The stages that a project has come through. */
export function stagesOf(
  hasFiles: boolean,
  { quotes, orders, invoices }: ProjectRecords,
): ReadonlySet<Stage> {
  const live = orders.filter(({ status }) => status !== 'cancelled')
  const all = (are: boolean): boolean => live.length > 0 && are
  const reached: [Stage, boolean][] = [
    ['Files', hasFiles],
    ['Quote', quotes.some(({ ready_at }) => ready_at !== null) || live.length > 0],
    ['Order', live.length > 0],
    ['Production', live.some(({ production_started_at }) => production_started_at !== null)],
    ['Shipped', all(live.every(({ shipped_at }) => shipped_at !== null))],
    [
      'Paid',
      all(invoices.length > 0 && invoices.every(({ status }) => status === 'paid' || status === 'void')),
    ],
  ]
  return new Set(reached.flatMap(([stage, is]) => (is ? [stage] : [])))
}
