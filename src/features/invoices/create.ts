import { invalidTransition, notFound, Problem } from '../../contract/errors.ts'
import type { InvoiceAnswer, InvoiceInput } from '../../contract/invoices.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, ownerOf } from '../../domain/access/principal.ts'
import { leftToInvoice, partMinor, totalsOf } from '../../domain/records/billing.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import {
  type BilledLine,
  listBilledLines,
  listOpenCharges,
  lockOrder,
  type OpenCharge,
} from './billing-store.ts'
import { refusePastDay } from './checks.ts'
import type { InvoicesOptions } from './options.ts'
import { insertCharges, insertLines } from './parts-store.ts'
import { presentInvoice } from './present.ts'
import { findInvoice, insertInvoice } from './store.ts'

const billable = (line: BilledLine) => ({
  quantity: line.quantity,
  totalMinor: line.total_minor,
  invoicedQuantity: line.invoiced_quantity,
  invoicedMinor: line.invoiced_minor,
})

interface Part {
  order_line_id: string
  quantity: number
  total_minor: number
}

const partOf = (line: BilledLine, quantity: number): Part => ({
  order_line_id: line.id,
  quantity,
  total_minor: partMinor(billable(line), quantity),
})

const wrongLine = (index: number, member: string, message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path: `lines[${index}].${member}`, message }] })

/** The lines and quantities that were asked for. */
function chosenParts(lines: readonly BilledLine[], chosen: NonNullable<InvoiceInput['lines']>): Part[] {
  return chosen.map(({ order_line_id, quantity }, index) => {
    const line = lines.find(({ id }) => id === order_line_id)
    if (line === undefined) throw wrongLine(index, 'order_line_id', 'is not a line of this order')
    const left = leftToInvoice(billable(line))
    if (quantity > left)
      throw new Problem('quantity_exceeded', {
        detail: `Of ${line.part_name}, ${left} of ${line.quantity} are left to invoice.`,
        members: { order_line_id, left },
      })
    return partOf(line, quantity)
  })
}

const allThatIsLeft = (lines: readonly BilledLine[]): Part[] =>
  lines.map((line) => partOf(line, leftToInvoice(billable(line)))).filter(({ quantity }) => quantity > 0)

/** What the invoice asks for. A discount cannot be larger than what it is taken off. */
function sumsOf(parts: readonly Part[], charges: readonly OpenCharge[]) {
  const totals = totalsOf(
    parts.map(({ total_minor }) => total_minor),
    charges.map(({ kind, amount_minor }) => ({ kind, amountMinor: amount_minor })),
  )
  if (totals.totalMinor < 0)
    throw new Problem('validation_failed', {
      detail:
        'The discount of the order is larger than what this invoice asks for; invoice more of it at once.',
      errors: [{ path: 'lines', message: 'cost less than the discount of the order' }],
    })
  return {
    subtotal_minor: totals.subtotalMinor,
    tax_minor: totals.taxMinor,
    total_minor: totals.totalMinor,
  }
}

/** What of an order an invoice takes: lines, and charges that no other has. The order is locked. */
async function take(tx: Tx, workspaceId: string, input: InvoiceInput) {
  const order = await lockOrder(tx, workspaceId, input.order_id)
  if (order === undefined)
    throw new Problem('validation_failed', {
      errors: [{ path: 'order_id', message: 'is not an order of this workspace' }],
    })
  if (order.status === 'cancelled') throw invalidTransition('order', order.status, 'invoiced')
  const lines = await listBilledLines(tx, workspaceId, order.id)
  const parts = input.lines ? chosenParts(lines, input.lines) : allThatIsLeft(lines)
  if (parts.length === 0)
    throw new Problem('quantity_exceeded', { detail: 'Nothing of the order is left to invoice.' })
  const charges = await listOpenCharges(tx, workspaceId, order.id)
  return { order, parts, charges, sums: sumsOf(parts, charges) }
}

type Taken = Awaited<ReturnType<typeof take>>

/** Writes the draft with its parts. */
async function insert(
  tx: Tx,
  workspaceId: string,
  { order, parts, charges, sums }: Taken,
  draft: {
    id: string
    due_on: string
    is_test: boolean
    created_at: Date
  },
) {
  const { id: order_id, project_id, customer_id, currency } = order
  await insertInvoice(tx, {
    ...draft,
    ...sums,
    workspace_id: workspaceId,
    order_id,
    project_id,
    customer_id,
    currency,
    status: 'draft',
  })
  const of = { workspace_id: workspaceId, order_id, invoice_id: draft.id }
  await insertLines(tx, of, parts)
  if (charges.length > 0)
    await insertCharges(
      tx,
      of,
      charges.map(({ id, amount_minor }) => ({ order_charge_id: id, amount_minor })),
    )
}

/** Makes the draft of an invoice over all that is left of an order, or over the lines and quantities given. */
export async function createInvoice(
  { db, clock }: InvoicesOptions,
  actor: Actor,
  input: InvoiceInput,
): Promise<InvoiceAnswer> {
  const owner = ownerOf(actor.principal)
  const { workspaceId } = owner
  const at = clock.now()
  return db.transaction(async (tx) => {
    await refusePastDay(tx, workspaceId, input.due_on, at)
    const taken = await take(tx, workspaceId, input)
    const id = newId(at)
    const isTest = taken.order.is_test || actsAsTest(actor.principal)
    await insert(tx, workspaceId, taken, { id, due_on: input.due_on, is_test: isTest, created_at: at })
    const row = await findInvoice(tx, owner, id)
    if (row === undefined) throw notFound()
    const { order_no, due_on, currency, total_minor } = row
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'invoice.create',
      subject: id,
      after: { order_no, due_on, total: { amount: total_minor, currency } },
      at,
    })
    const answer = await presentInvoice(tx, row, at)
    await rememberAnswer(tx, actor.claim, answer)
    return answer
  })
}
