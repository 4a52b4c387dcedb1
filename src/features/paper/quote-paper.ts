import type { QuoteAnswer } from '../../contract/quotes.ts'
import { formatMoney } from '../../domain/money.ts'
import type { Addressee, ShopOnPaper } from '../workspace/index.ts'
import { html } from './html.ts'
import {
  dayOf,
  dayOrNull,
  formatCount,
  formatUnitPrice,
  notes,
  partCell,
  type Sum,
  sums,
  table,
} from './pieces.ts'
import { sheet } from './sheet.ts'

type Line = QuoteAnswer['lines'][number]
type Break = Line['breaks'][number]

const days = (count: number): string => (count === 1 ? '1 day' : `${formatCount(count)} days`)

const priceCells = ({ quantity, unit_price, line_total, lead_time_days }: Break, currency: string | null) =>
  html`<td class="n">${formatCount(quantity)}</td>
<td class="n">${unit_price === null || currency === null ? '–' : formatUnitPrice(unit_price, currency)}</td>
<td class="n">${lead_time_days === null ? '–' : days(lead_time_days)}</td>
<td class="n">${line_total === null ? '–' : formatMoney(line_total)}</td>`

/** One row for each quantity; the part stands beside all of its own. */
function rowsOf({ lines, currency }: QuoteAnswer) {
  return lines.flatMap((line, index) =>
    line.breaks.map((one, at) => {
      const rowspan = line.breaks.length
      const first = html`<td class="c"${rowspan > 1 && html` rowspan="${rowspan}"`}>${index + 1}</td>
${partCell(line, { rowspan, notes: true })}`
      return html`<tr${at < rowspan - 1 && html` class="break"`}>${at === 0 && first}${priceCells(one, currency)}</tr>`
    }),
  )
}

/** The total, where every part has one quantity only; otherwise the charges that come to whatever is chosen. */
function sumsOf({ lines, charges, currency }: QuoteAnswer): Sum[] {
  const rows: Sum[] = charges.map(({ label, amount }) => ({ label, amount }))
  const amounts = lines.map(({ breaks }) =>
    breaks.length === 1 ? (breaks[0]?.line_total?.amount ?? null) : null,
  )
  if (currency === null || amounts.includes(null)) return rows
  const charged = charges.reduce((sum, { amount }) => sum + amount.amount, 0)
  const amount = amounts.reduce<number>((sum, one) => sum + (one ?? 0), charged)
  return [...rows, { label: 'Total', amount: { amount, currency }, isTotal: true }]
}

const openMarks: readonly string[] = ['draft', 'in_review', 'ready']
const markOf = ({ status }: QuoteAnswer): string[] => (status === 'ready' ? [] : [status.replace('_', ' ')])

function termsOf({ status, valid_until, lines }: QuoteAnswer): string | null {
  if (!openMarks.includes(status)) return null
  if (status !== 'ready') return 'Prices follow.'
  const choice = lines.some(({ breaks }) => breaks.length > 1) ? 'Choose one quantity of each part. ' : ''
  const until = dayOrNull(valid_until)
  return `${choice}${until === null ? 'Valid until further notice.' : `Valid until ${until}.`}`
}

/** An offer with its prices by quantity. */
export function quotePaper(shop: ShopOnPaper, addressee: Addressee, quote: QuoteAnswer): string {
  const revision = quote.revision > 1 ? `, revision ${quote.revision}` : ''
  const rows = sumsOf(quote)
  return sheet({
    shop,
    title: `Quote ${quote.quote_no}${revision}`,
    marks: markOf(quote),
    to: { label: 'Prepared for', addressee, address: addressee.billing_address },
    facts: [
      ['Quote no.', quote.quote_no],
      ['Revision', String(quote.revision)],
      ['Date', dayOf(shop, quote.ready_at ?? quote.created_at)],
      ['Valid until', dayOrNull(quote.valid_until)],
      ['Project', quote.project_no],
    ],
    body: [
      table(
        'Parts and prices',
        ['No.', 'Part', '#Quantity', '#Unit price', '#Lead time', '#Amount'],
        rowsOf(quote),
      ),
      rows.length > 0 && sums(rows),
      notes([
        ['Terms', termsOf(quote)],
        ['Note', quote.note],
      ]),
    ],
  })
}
