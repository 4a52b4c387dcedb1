import { wordsOf } from './labels.tsx'
import type { Break, Charge, PriceValues } from './price-values.ts'

/** Prices member by member, each line by itself: two people may price two lines of a quote at the same time. */
export type PriceParts = Readonly<Record<string, string | readonly Break[] | readonly Charge[]>>

const lineName = (id: string): string => `line ${id}`

export const partsOf = ({ currency, valid_until, lines, charges }: PriceValues): PriceParts => ({
  currency,
  valid_until,
  charges,
  ...Object.fromEntries(lines.map(({ line_id, breaks }) => [lineName(line_id), breaks])),
})

/** The prices with these members. */
export const withParts = (values: PriceValues, parts: PriceParts): PriceValues => ({
  currency: parts.currency as string,
  valid_until: parts.valid_until as string,
  charges: [...(parts.charges as readonly Charge[])],
  lines: values.lines.map((line) => ({
    ...line,
    breaks: [...((parts[lineName(line.line_id)] ?? line.breaks) as readonly Break[])],
  })),
})

const labels: Readonly<Record<string, string>> = {
  currency: 'Currency',
  valid_until: 'Valid until',
  charges: 'Charges',
}

/** What a member is called: a line by its part. */
export const labelOf = (name: string, { lines }: PriceValues): string =>
  labels[name] ??
  `Prices of ${lines.find(({ line_id }) => lineName(line_id) === name)?.part_name ?? 'a line'}`

const sayBreak = ({ quantity, unit_price, lead_time_days }: Break): string =>
  `${quantity || '?'} at ${unit_price || '?'} in ${lead_time_days || '?'} days`
const sayCharge = ({ kind, label, amount }: Charge): string => `${wordsOf(kind)} ${label} ${amount}`

/** A member's value in words. */
export const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.map((one: Break | Charge) => ('kind' in one ? sayCharge(one) : sayBreak(one))).join('; ')
    : String(value)
