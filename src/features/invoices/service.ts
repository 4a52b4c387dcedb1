import { decodeCursor, encodeCursor } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import type {
  InvoiceAnswer,
  InvoiceExpansion,
  InvoiceInput,
  InvoiceIssue,
  InvoiceQuery,
  MarkPaidInput,
  PaymentInput,
} from '../../contract/invoices.ts'
import { dayInput } from '../../contract/money.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { todayIn } from './checks.ts'
import { createInvoice } from './create.ts'
import { tellDueInvoices } from './due.ts'
import { listInvoices, type Position } from './list-store.ts'
import type { InvoicesOptions } from './options.ts'
import { markPaid, payInvoice, undoPayment } from './payments.ts'
import { presentInvoice, presentInvoices } from './present.ts'
import { findInvoice } from './store.ts'
import { issueInvoice, voidInvoice } from './transitions.ts'

export type InvoiceService = ReturnType<typeof invoiceService>

const cursorForm = /^\d{4}-\d\d-\d\d_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function positionIn(cursor: string | undefined): Position | undefined {
  const [dueOn, id] = decodeCursor(cursor, cursorForm)?.split('_') ?? []
  if (dueOn === undefined || id === undefined) return undefined
  if (!dayInput.safeParse(dueOn).success) throw new Problem('invalid_cursor')
  return { dueOn, id }
}

export function invoiceService(options: InvoicesOptions) {
  const { db, clock } = options
  return {
    async list(actor: Actor, { limit, cursor, sort, expand, ...filter }: InvoiceQuery) {
      const owner = ownerOf(actor.principal)
      const after = positionIn(cursor)
      const now = clock.now()
      const today = await todayIn(db, owner.workspaceId, now)
      const rows = await listInvoices(db, owner, filter, { today, sort, after, limit: limit + 1 })
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return {
        data: await presentInvoices(db, shown, now, expand),
        next_cursor: rows.length > limit && last ? encodeCursor(`${last.due_on}_${last.id}`) : null,
      }
    },

    async read(actor: Actor, id: string, expand?: readonly InvoiceExpansion[]): Promise<InvoiceAnswer> {
      const row = await findInvoice(db, ownerOf(actor.principal), id)
      if (row === undefined) throw notFound()
      return presentInvoice(db, row, clock.now(), expand)
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
