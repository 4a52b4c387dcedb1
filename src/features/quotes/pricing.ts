import { Problem } from '../../contract/errors.ts'
import type { QuoteAnswer, QuotePricing } from '../../contract/quotes.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { totalsOf } from '../../domain/records/billing.ts'
import { dayFrom, priceLine, readCharges, refuseNegative } from '../orders/index.ts'
import type { QuotesOptions } from './options.ts'
import { type LineRow, listLines, type NewBreaks, type NewCharge, replacePrices } from './parts-store.ts'
import { presentQuote } from './reading.ts'
import { standFor, take } from './steps.ts'

type PricedLines = QuotePricing['lines']

/** 400 unless exactly the lines of the quote are priced. */
function requireEveryLine(lines: readonly LineRow[], priced: PricedLines): void {
  const known = new Set(lines.map(({ id }) => id))
  const errors = priced.flatMap(({ line_id }, index) =>
    known.has(line_id) ? [] : [{ path: `lines[${index}].line_id`, message: 'is not a line of this quote' }],
  )
  const named = new Set(priced.map(({ line_id }) => line_id))
  const missing = lines.filter(({ id }) => !named.has(id))
  for (const { id, part_name } of missing)
    errors.push({ path: 'lines', message: `must price ${part_name} (${id})` })
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}

const readBreaks = (lines: PricedLines, currency: string): NewBreaks[] =>
  lines.map(({ line_id, breaks }, line) => ({
    lineId: line_id,
    breaks: breaks.map((one, index) => ({
      ...one,
      line_total_minor: priceLine(
        one.quantity,
        one.unit_price,
        currency,
        `lines[${line}].breaks[${index}].unit_price`,
      ),
    })),
  }))

/** Discounts must not exceed even the cheapest choice of breaks. */
function refuseTooMuchDiscount(lines: readonly NewBreaks[], charges: readonly NewCharge[]): void {
  const cheapest = lines.map(({ breaks }) => Math.min(...breaks.map((one) => one.line_total_minor ?? 0)))
  const { totalMinor } = totalsOf(
    cheapest,
    charges.map(({ kind, amount_minor }) => ({ kind, amountMinor: amount_minor })),
  )
  refuseNegative(totalMinor)
}

/** The shop says what a quote costs: prices, charges, until when. What was said before is replaced. */
export const quotePricing =
  ({ db, clock }: QuotesOptions) =>
  async (actor: Actor, id: string, input: QuotePricing): Promise<QuoteAnswer> =>
    db.transaction(async (tx) => {
      const standing = await standFor(tx, clock, actor, id, 'price')
      const { owner, quote, at } = standing
      const { workspaceId } = owner
      const { currency } = input
      requireEveryLine(await listLines(tx, workspaceId, [id]), input.lines)
      const validUntil = await dayFrom(tx, workspaceId, input.valid_until, at, 'valid_until')
      const lines = readBreaks(input.lines, currency)
      const charges = readCharges(input.charges ?? [], currency, at)
      refuseTooMuchDiscount(lines, charges)
      await replacePrices(tx, { workspace_id: workspaceId, quote_id: id }, lines, charges)
      const change = { status: quote.status, currency, valid_until: validUntil }
      const after = await take(tx, actor, standing, 'price', change, { currency, valid_until: validUntil })
      return presentQuote(tx, owner, after)
    })
