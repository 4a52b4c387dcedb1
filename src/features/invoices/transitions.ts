import { invalidTransition, notFound } from '../../contract/errors.ts'
import type { InvoiceAnswer, InvoiceIssue } from '../../contract/invoices.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, ownerOf } from '../../domain/access/principal.ts'
import { canInvoice, settledStatus } from '../../domain/records/invoice.ts'
import { recordAudit } from '../audit/index.ts'
import { nextNumber } from '../numbering/index.ts'
import { refusePastDay } from './checks.ts'
import { invoiceEvent } from './events.ts'
import type { InvoicesOptions } from './options.ts'
import { presentInvoice } from './present.ts'
import { type InvoiceRow, lockInvoice, updateInvoice } from './store.ts'

/** The invoice, locked in the status it is decided on. */
export async function hold(tx: Tx, actor: Actor, id: string): Promise<InvoiceRow> {
  const row = await lockInvoice(tx, ownerOf(actor.principal), id)
  if (row === undefined) throw notFound()
  return row
}

/** Gives a draft its number and tells the customer. What costs nothing is paid with that. */
export async function issueInvoice(
  { db, clock, engine, baseUrl }: InvoicesOptions,
  actor: Actor,
  id: string,
  { due_on }: InvoiceIssue,
): Promise<InvoiceAnswer> {
  const at = clock.now()
  return db.transaction(async (tx) => {
    const before = await hold(tx, actor, id)
    if (!canInvoice(before.status, 'issue')) throw invalidTransition('invoice', before.status, 'issued')
    const { workspace_id: workspaceId } = before
    await refusePastDay(tx, workspaceId, due_on ?? before.due_on, at)
    const change = {
      status: settledStatus({ totalMinor: before.total_minor, paidMinor: 0 }),
      invoice_no: await nextNumber(tx, workspaceId, 'invoice', at),
      due_on: due_on ?? before.due_on,
      is_test: before.is_test || actsAsTest(actor.principal),
      issued_at: at,
    }
    await updateInvoice(tx, before, change)
    const after = { ...before, ...change }
    const { invoice_no, status } = after
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'invoice.issue',
      subject: id,
      before: { status: before.status, due_on: before.due_on },
      after: { status, invoice_no, due_on: after.due_on },
      at,
    })
    await engine.enqueue(tx, [invoiceEvent('invoice.issued', after, after.is_test, baseUrl())])
    return presentInvoice(tx, after, at)
  })
}

/** Takes back an invoice of which nothing is paid; what it asked for can be invoiced again. */
export async function voidInvoice(
  { db, clock }: InvoicesOptions,
  actor: Actor,
  id: string,
): Promise<InvoiceAnswer> {
  const at = clock.now()
  return db.transaction(async (tx) => {
    const before = await hold(tx, actor, id)
    if (!canInvoice(before.status, 'void')) throw invalidTransition('invoice', before.status, 'voided')
    await updateInvoice(tx, before, { status: 'void', voided_at: at })
    await recordAudit(tx, {
      workspaceId: before.workspace_id,
      actor,
      action: 'invoice.void',
      subject: id,
      before: { status: before.status, invoice_no: before.invoice_no },
      after: { status: 'void' },
      at,
    })
    return presentInvoice(tx, { ...before, status: 'void' }, at)
  })
}
