import { type FieldError, Problem } from '../../contract/errors.ts'
import type { OrderAnswer } from '../../contract/orders.ts'
import type { QuoteAcceptance } from '../../contract/quotes.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { addDays } from '../../domain/calendar.ts'
import { newId } from '../../platform/ids.ts'
import type { QuotesOptions } from './options.ts'
import { type BreakRow, type LineRow, listCharges, listLines } from './parts-store.ts'
import { type Standing, standFor, take } from './steps.ts'
import { acceptance } from './told.ts'

type Selections = QuoteAcceptance['selections']

interface Choice {
  line: LineRow
  chosen: { quantity: number; unit_price: string; total_minor: number; lead_time_days: number }
}

const priced = ({ quantity, unit_price, line_total_minor, lead_time_days }: BreakRow): Choice['chosen'] => {
  if (unit_price === null || line_total_minor === null || lead_time_days === null)
    throw new Error('a ready quote has a break without a price')
  return { quantity, unit_price, total_minor: line_total_minor, lead_time_days }
}

/** One break for every line, in the order of the lines. 400 for what does not fit the quote. */
function choose(lines: readonly LineRow[], selections: Selections): Choice[] {
  const errors: FieldError[] = selections.flatMap(({ line_id }, index) =>
    lines.some(({ id }) => id === line_id)
      ? []
      : [{ path: `selections[${index}].line_id`, message: 'is not a line of this quote' }],
  )
  const choices = lines.flatMap((line): Choice[] => {
    const index = selections.findIndex(({ line_id }) => line_id === line.id)
    const wanted = selections[index]
    if (wanted === undefined) {
      errors.push({ path: 'selections', message: `must choose a quantity of ${line.part_name} (${line.id})` })
      return []
    }
    const found = line.breaks.find(({ quantity }) => quantity === wanted.quantity)
    if (found === undefined) {
      const offered = line.breaks.map(({ quantity }) => quantity).join(', ')
      errors.push({ path: `selections[${index}].quantity`, message: `must be one of ${offered}` })
      return []
    }
    return [{ line, chosen: priced(found) }]
  })
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
  return choices
}

const toOrderLine = ({ line, chosen }: Choice, at: Date) => {
  const { id: _, quote_id: __, breaks: ___, ...part } = line
  const { lead_time_days: ____, ...price } = chosen
  return { id: newId(at), ...part, ...price }
}

/** The binding answer of the customer: the quote becomes an order, once. */
export const quoteAcceptances = ({ db, clock, notices, baseUrl, placeOrder }: QuotesOptions) => {
  async function place(tx: Tx, actor: Actor, standing: Standing, input: QuoteAcceptance) {
    const { owner, quote, today, at } = standing
    const { workspaceId } = owner
    const choices = choose(await listLines(tx, workspaceId, [quote.id]), input.selections)
    const charges = await listCharges(tx, workspaceId, [quote.id])
    if (quote.currency === null) throw new Error('a ready quote has no currency')
    const longest = Math.max(...choices.map(({ chosen }) => chosen.lead_time_days))
    return placeOrder(tx, actor, {
      workspaceId,
      customerId: quote.customer_id,
      projectId: quote.project_id,
      quoteId: quote.id,
      poNumber: input.po_number ?? null,
      currency: quote.currency,
      promisedAt: addDays(today, longest),
      note: quote.note,
      isTest: quote.is_test,
      lines: choices.map((choice) => toOrderLine(choice, at)),
      charges: charges.map(({ quote_id: _, ...charge }) => ({ id: newId(at), ...charge })),
    })
  }

  return (actor: Actor, id: string, input: QuoteAcceptance): Promise<OrderAnswer> =>
    db.transaction(async (tx) => {
      const standing = await standFor(tx, clock, actor, id, 'accept')
      const { owner, quote, at } = standing
      const { principal } = actor
      const order = await place(tx, actor, standing, input)
      const change = {
        status: 'accepted' as const,
        accepted_by: principal.kind === 'api_key' ? null : principal.userId,
        accepted_at: at,
      }
      await take(tx, actor, standing, 'accept', change, { order_id: order.id, order_no: order.order_no })
      await notices.tellStaff(tx, acceptance(owner.workspaceId, quote, order, baseUrl()))
      await rememberAnswer(tx, actor.claim, order)
      return order
    })
}
