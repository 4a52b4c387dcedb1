import type { EventDataOf } from '../../contract/events/index.ts'
import { formatDay } from '../../domain/calendar.ts'
import { formatMoney } from '../../domain/money.ts'
import { balanceOf } from '../../domain/records/invoice.ts'
import type { NewEvent } from '../../engine/index.ts'
import type { InvoiceRow } from './store.ts'

export type InvoiceEvent = 'invoice.issued' | 'invoice.due_soon' | 'invoice.overdue' | 'invoice.paid'

/** An invoice as an event tells of it. */
export type ToldInvoice = Pick<
  InvoiceRow,
  | 'id'
  | 'workspace_id'
  | 'invoice_no'
  | 'order_no'
  | 'project_no'
  | 'customer_id'
  | 'currency'
  | 'due_on'
  | 'total_minor'
  | 'paid_minor'
>

interface Words {
  no: string
  due: string
  total: string
  open: string
}

const words: Readonly<Record<InvoiceEvent, (words: Words) => { title: string; message: string }>> = {
  'invoice.issued': ({ no, total, due }) => ({
    title: 'New invoice',
    message: `Invoice ${no} over ${total} is due on ${due}.`,
  }),
  'invoice.due_soon': ({ no, due, open }) => ({
    title: 'Invoice due soon',
    message: `Invoice ${no} is due on ${due}; ${open} is open.`,
  }),
  'invoice.overdue': ({ no, due, open }) => ({
    title: 'Invoice overdue',
    message: `Invoice ${no} was due on ${due}; ${open} is open.`,
  }),
  'invoice.paid': ({ no }) => ({
    title: 'Invoice paid',
    message: `Invoice ${no} is paid. Thank you.`,
  }),
}

/** Where the dashboard shows an invoice. */
export const invoiceUrl = (baseUrl: string, id: string): string => `${baseUrl}/invoices/${id}`

/** The event that tells the customer of an invoice which has been issued. */
export function invoiceEvent(
  type: InvoiceEvent,
  invoice: ToldInvoice,
  isTest: boolean,
  baseUrl: string,
): NewEvent {
  const { currency, total_minor: totalMinor, paid_minor: paidMinor } = invoice
  const balanceMinor = balanceOf({ totalMinor, paidMinor })
  const no = invoice.invoice_no ?? ''
  const told = {
    no,
    due: formatDay(invoice.due_on),
    total: formatMoney({ amount: totalMinor, currency }),
    open: formatMoney({ amount: balanceMinor, currency }),
  }
  const data: EventDataOf<InvoiceEvent> = {
    ...words[type](told),
    project_no: invoice.project_no,
    invoice_id: invoice.id,
    invoice_no: no,
    order_no: invoice.order_no,
    due_on: invoice.due_on,
    total: { amount: totalMinor, currency },
    balance: { amount: balanceMinor, currency },
    url: invoiceUrl(baseUrl, invoice.id),
  }
  return { workspaceId: invoice.workspace_id, userId: invoice.customer_id, type, data, isTest }
}
