import { invalidTransition, notFound, Problem } from '../../contract/errors.ts'
import type { InvoiceAnswer, MarkPaidInput, PaymentAnswer, PaymentInput } from '../../contract/invoices.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, ownerOf } from '../../domain/access/principal.ts'
import { formatMoney } from '../../domain/money.ts'
import { type Booking, balanceOf, bookPayment, bookReversal } from '../../domain/records/invoice.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { markPaidAllowed } from '../workspace/index.ts'
import { dayReceived, requireCurrency } from './checks.ts'
import { invoiceEvent, invoiceUrl } from './events.ts'
import type { InvoicesOptions } from './options.ts'
import { findPayment, insertPayment, type PaymentRow, reversePayment } from './payment-store.ts'
import { presentInvoice, presentPayment } from './present.ts'
import { type InvoiceRow, updateInvoice } from './store.ts'
import { hold } from './transitions.ts'

const booksOf = ({ total_minor, paid_minor }: InvoiceRow) => ({
  totalMinor: total_minor,
  paidMinor: paid_minor,
})

function refusal(invoice: InvoiceRow, refused: 'transition' | 'overpayment', done: string): Problem {
  if (refused === 'transition') return invalidTransition('invoice', invoice.status, done)
  const amount = balanceOf(booksOf(invoice))
  const { currency } = invoice
  return new Problem('overpayment', {
    detail: `The balance of the invoice is ${formatMoney({ amount, currency })}; a payment cannot be more.`,
    members: { balance: { amount, currency } },
  })
}

const userOf = ({ principal }: Actor): number | null =>
  principal.kind === 'api_key' ? null : principal.userId

/** Writes what a booking makes of an invoice that is locked. */
async function settle(
  { engine, baseUrl }: InvoicesOptions,
  tx: Tx,
  actor: Actor,
  invoice: InvoiceRow,
  booking: Exclude<Booking, { refused: string }>,
  at: Date,
): Promise<InvoiceRow> {
  const { status, paidMinor: paid_minor, settles } = booking
  await updateInvoice(tx, invoice, { status, paid_minor, paid_at: settles ? at : null })
  const after = { ...invoice, status, paid_minor }
  const isTest = invoice.is_test || actsAsTest(actor.principal)
  if (settles) await engine.enqueue(tx, [invoiceEvent('invoice.paid', after, isTest, baseUrl())])
  return after
}

/** What is entered of a payment. */
interface Entry {
  amount_minor: number
  method: string
  reference: string
  received_on: string
  source: 'staff' | 'customer'
}

/** Books a payment on an invoice that is locked. */
async function enter(
  options: InvoicesOptions,
  tx: Tx,
  actor: Actor,
  invoice: InvoiceRow,
  entry: Entry,
  at: Date,
): Promise<{ payment: PaymentRow; after: InvoiceRow }> {
  const booking = bookPayment(invoice.status, booksOf(invoice), entry.amount_minor)
  if ('refused' in booking) throw refusal(invoice, booking.refused, 'paid')
  const payment = { ...entry, id: newId(at), invoice_id: invoice.id, created_at: at, reversed_at: null }
  const { workspace_id } = invoice
  await insertPayment(tx, { ...payment, workspace_id, created_by: userOf(actor) })
  const after = await settle(options, tx, actor, invoice, booking, at)
  await recordAudit(tx, {
    workspaceId: workspace_id,
    actor,
    action: entry.source === 'customer' ? 'invoice.mark_paid' : 'payment.create',
    subject: payment.id,
    before: { invoice_no: invoice.invoice_no, status: invoice.status, paid: invoice.paid_minor },
    after: { status: after.status, paid: after.paid_minor, currency: invoice.currency },
    at,
  })
  return { payment, after }
}

/** Enters money that the shop has received. Of two at once both fit, or the second is refused. */
export async function payInvoice(
  options: InvoicesOptions,
  actor: Actor,
  id: string,
  input: PaymentInput,
): Promise<PaymentAnswer> {
  const at = options.clock.now()
  return options.db.transaction(async (tx) => {
    const invoice = await hold(tx, actor, id)
    requireCurrency('amount', input.amount.currency, invoice.currency)
    const entry: Entry = {
      amount_minor: input.amount.amount,
      method: input.method,
      reference: input.reference ?? '',
      received_on: await dayReceived(tx, invoice.workspace_id, input.received_on, at),
      source: 'staff',
    }
    const { payment } = await enter(options, tx, actor, invoice, entry, at)
    const answer = presentPayment(payment, invoice.currency)
    await rememberAnswer(tx, actor.claim, answer)
    return answer
  })
}

/** A customer says that it has paid, where the workspace believes that; staff are told, and can reverse it. */
export async function markPaid(
  options: InvoicesOptions,
  actor: Actor,
  id: string,
  { amount, method, reference }: MarkPaidInput,
): Promise<InvoiceAnswer> {
  const at = options.clock.now()
  return options.db.transaction(async (tx) => {
    const invoice = await hold(tx, actor, id)
    const { workspace_id, currency } = invoice
    if (!(await markPaidAllowed(tx, workspace_id))) throw new Problem('mark_paid_not_allowed')
    if (amount !== undefined) requireCurrency('amount', amount.currency, currency)
    const balance = balanceOf(booksOf(invoice))
    if (invoice.status === 'paid') throw invalidTransition('invoice', invoice.status, 'marked paid')
    const entry: Entry = {
      amount_minor: amount?.amount ?? balance,
      method,
      reference,
      received_on: await dayReceived(tx, workspace_id, undefined, at),
      source: 'customer',
    }
    const { after } = await enter(options, tx, actor, invoice, entry, at)
    await options.notices.tellStaff(tx, {
      workspaceId: workspace_id,
      family: 'invoice',
      title: 'Invoice marked paid',
      message:
        `The customer says that ${formatMoney({ amount: entry.amount_minor, currency })} of invoice ` +
        `${invoice.invoice_no} are paid: ${method}, ${reference}.`,
      projectNo: invoice.project_no,
      url: invoiceUrl(options.baseUrl(), invoice.id),
    })
    return presentInvoice(tx, after, at)
  })
}

/** Takes back a payment that turned out to be none; the balance is open again. */
export async function undoPayment(
  options: InvoicesOptions,
  actor: Actor,
  id: string,
): Promise<PaymentAnswer> {
  const at = options.clock.now()
  const { workspaceId } = ownerOf(actor.principal)
  return options.db.transaction(async (tx) => {
    const found = await findPayment(tx, workspaceId, id)
    if (found === undefined) throw notFound()
    // The invoice first, as everywhere: two who wait for each other would wait for ever.
    const invoice = await hold(tx, actor, found.invoice_id)
    const payment = await reversePayment(tx, workspaceId, id, { reversed_at: at, reversed_by: userOf(actor) })
    if (payment === undefined) throw invalidTransition('payment', 'reversed', 'reversed again')
    const booking = bookReversal(invoice.status, booksOf(invoice), payment.amount_minor)
    if ('refused' in booking) throw refusal(invoice, booking.refused, 'reversed')
    const after = await settle(options, tx, actor, invoice, booking, at)
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'payment.reverse',
      subject: id,
      before: { invoice_no: invoice.invoice_no, status: invoice.status, paid: invoice.paid_minor },
      after: { status: after.status, paid: after.paid_minor, currency: invoice.currency },
      at,
    })
    return presentPayment(payment, invoice.currency)
  })
}
