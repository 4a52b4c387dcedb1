import type { Money } from '../../contract/money.ts'
import { formatDay, localDate } from '../../domain/calendar.ts'
import { formatMoney, minorDigits } from '../../domain/money.ts'
import type { ShopOnPaper } from '../workspace/index.ts'
import { type Html, html, lines, type Part } from './html.ts'

/** A unit price as people read it: with as many decimals as it needs, at least those of its currency. */
export const formatUnitPrice = (unitPrice: string, currency: string): string =>
  new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: minorDigits(currency),
    maximumFractionDigits: 6,
  }).format(unitPrice as Intl.StringNumericLiteral)

export const formatCount = (count: number): string => new Intl.NumberFormat('en-US').format(count)

/** The day of a moment where the shop is. */
export const dayOf = (shop: ShopOnPaper, moment: string | null): string | null =>
  moment === null ? null : formatDay(localDate(new Date(moment), shop.time_zone))

export const dayOrNull = (day: string | null): string | null => (day === null ? null : formatDay(day))

interface Described {
  part_name: string
  process?: string
  material?: string
  finish?: string
  tolerance?: string
  threads?: string
  inspection?: string
  notes?: string
}

/** A part with how it is made; with its notes where `notes` is set. */
export function partCell(part: Described, { rowspan = 1, notes = false } = {}): Html {
  const { process, material, finish, tolerance, threads, inspection } = part
  const about = [process, material, finish, tolerance, threads, inspection].filter((one) => one)
  const text = notes ? (part.notes ?? '') : ''
  return html`<td${rowspan > 1 && html` rowspan="${rowspan}"`}><div class="part">${part.part_name}</div>
${about.length > 0 && html`<div class="about">${about.join(' · ')}</div>`}${text !== '' && html`<div class="about">${text}</div>`}</td>`
}

/** A table that scrolls by itself on a narrow screen. A head that begins with `#` stands over numbers. */
export const table = (caption: string, heads: readonly string[], rows: Part): Html =>
  html`<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table><thead><tr>${heads.map(
    (head) =>
      head.startsWith('#')
        ? html`<th scope="col" class="n">${head.slice(1)}</th>`
        : html`<th scope="col">${head}</th>`,
  )}</tr></thead>
<tbody>${rows}</tbody></table></div>`

export interface Sum {
  label: string
  amount: Money
  isTotal?: boolean
}

/** The sums below a table. */
export const sums = (rows: readonly Sum[]): Html =>
  html`<table class="sums" aria-label="Sums"><tbody>${rows.map(
    ({ label, amount, isTotal }) =>
      html`<tr${isTotal && html` class="total"`}><th scope="row">${label}</th><td class="n">${formatMoney(amount)}</td></tr>`,
  )}</tbody></table>`

interface Charged {
  charges: readonly { kind: string; label: string; amount: Money }[]
  subtotal: Money
  tax: Money
  total: Money
}

/** Charges, subtotal, tax and total of a document. */
export function documentSums({ charges, subtotal, tax, total }: Charged): Sum[] {
  const of = (isTax: boolean): Sum[] =>
    charges.filter(({ kind }) => (kind === 'tax') === isTax).map(({ label, amount }) => ({ label, amount }))
  const taxes = of(true)
  return [
    ...of(false),
    ...(taxes.length > 0 || charges.length > 0 ? [{ label: 'Subtotal', amount: subtotal }] : []),
    ...(taxes.length > 0 ? taxes : [{ label: 'Tax', amount: tax }]),
    { label: 'Total', amount: total, isTotal: true },
  ]
}

/** Short texts under a document, each with a heading; empty ones are left out. */
export const notes = (
  sections: readonly (readonly [heading: string, text: string | null | undefined])[],
): Part => {
  const shown = sections.filter(([, text]) => text !== null && text !== undefined && text !== '')
  return (
    shown.length > 0 &&
    html`<div class="notes">${shown.map(([heading, text]) => html`<section><h2>${heading}</h2><p>${lines(text ?? '')}</p></section>`)}</div>`
  )
}
