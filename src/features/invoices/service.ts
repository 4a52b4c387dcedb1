import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import type {
  InvoiceAnswer,
  InvoiceInput,
  InvoiceIssue,
  InvoiceQuery,
  MarkPaidInput,
  PaymentInput,
} from '../../contract/invoices.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { todayIn } from './checks.ts'
import { createInvoice } from './create.ts'
import { tellDueInvoices } from './due.ts'
import { listInvoices } from './list-store.ts'
import type { InvoicesOptions } from './options.ts'
import { markPaid, payInvoice, undoPayment } from './payments.ts'
import { presentInvoice, presentInvoices } from './present.ts'
import { findInvoice } from './store.ts'
import { issueInvoice, voidInvoice } from './transitions.ts'

export type InvoiceService = ReturnType<typeof invoiceService>

export function invoiceService(options: InvoicesOptions) {
  const { db, clock } = options
  return {
    async list(actor: Actor, query: InvoiceQuery) {
      const owner = ownerOf(actor.principal)
      const { limit, after } = pageRequest(query)
      const today = await todayIn(db, owner.workspaceId, clock.now())
      const rows = await listInvoices(db, owner, query, { today, after, limit: limit + 1 })
      const { data, next_cursor } = toPage(rows, limit, (row) => row)
      return { data: await presentInvoices(db, data, clock.now()), next_cursor }
    },

    async read(actor: Actor, id: string): Promise<InvoiceAnswer> {
      const row = await findInvoice(db, ownerOf(actor.principal), id)
      if (row === undefined) throw notFound()
      return presentInvoice(db, row, clock.now())
    },

    create: (actor: Actor, input: InvoiceInput) => createInvoice(options, actor, input),
    issue: (actor: Actor, id: string, input: InvoiceIssue) => issueInvoice(options, actor, id, input),
    void: (actor: Actor, id: string) => voidInvoice(options, actor, id),
    pay: (actor: Actor, id: string, input: PaymentInput) => payInvoice(options, actor, id, input),
    reverse: (actor: Actor, id: string) => undoPayment(options, actor, id),
    /** For the scheduler. */
    tellDue: () => tellDueInvoices(options),
    markPaid: (actor: Actor, id: string, input: MarkPaidInput) => markPaid(options, actor, id, input),
  }
}
