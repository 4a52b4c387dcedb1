import { addDays } from '../../../src/domain/calendar.ts'
import { lineTotalMinor, majorText, unitPriceForm } from '../../../src/domain/money.ts'
import { totalsOf } from '../../../src/domain/records/billing.ts'
import { type ChargeKind, chargeMinor } from '../../../src/domain/records/quote.ts'
import type { Quote } from '../../api/records.ts'
import { toMinor } from './amounts.ts'

const usualValidDays = 30

export interface Break {
  quantity: string
  unit_price: string
  lead_time_days: string
}

export interface Charge {
  kind: ChargeKind
  label: string
  amount: string
}

/** The prices of a quote as they are typed: texts, until the server reads them. */
export interface PriceValues {
  currency: string
  valid_until: string
  lines: { line_id: string; part_name: string; breaks: Break[] }[]
  charges: Charge[]
}

/** A unit price without the noughts that nobody typed, but with the decimals of the currency: `12.50`. */
export function priceText(unitPrice: string, currency: string): string {
  const [whole = '0', fraction = ''] = unitPrice.split('.')
  const [, least = ''] = majorText({ amount: 0, currency }).split('.')
  const decimals = fraction.replace(/0+$/, '').padEnd(least.length, '0')
  return decimals === '' ? whole : `${whole}.${decimals}`
}

export const valuesOf = (quote: Quote, currency: string, today: string): PriceValues => ({
  currency,
  valid_until: quote.valid_until ?? addDays(today, usualValidDays),
  lines: quote.lines.map(({ id, part_name, breaks }) => ({
    line_id: id,
    part_name,
    breaks: breaks.map(({ quantity, unit_price, lead_time_days }) => ({
      quantity: String(quantity),
      unit_price: unit_price === null ? '' : priceText(unit_price, currency),
      lead_time_days: lead_time_days === null ? '' : String(lead_time_days),
    })),
  })),
  charges: quote.charges.map(({ kind, label, amount: { amount } }) => ({
    kind,
    label,
    amount: majorText({ amount: Math.abs(amount), currency }),
  })),
})

/** `12,50` as the API wants it; what is no price goes as it is, for the server to refuse. */
const asPrice = (typed: string): string => typed.trim().replace(',', '.')

export const toBody = ({ currency, valid_until, lines, charges }: PriceValues) => ({
  currency,
  valid_until: valid_until || null,
  lines: lines.map(({ line_id, breaks }) => ({
    line_id,
    breaks: breaks.map(({ quantity, unit_price, lead_time_days }) => ({
      quantity: Number(quantity),
      unit_price: asPrice(unit_price),
      lead_time_days: Number(lead_time_days),
    })),
  })),
  charges: charges.map(({ kind, label, amount }) => ({
    kind,
    label,
    amount: { amount: toMinor(amount, currency), currency },
  })),
})

/** What a break comes to with what is typed so far, as the server will reckon it; null while it is none. */
export function breakMinor({ quantity, unit_price }: Break, currency: string): number | null {
  const price = asPrice(unit_price)
  if (!/^[1-9]\d{0,8}$/.test(quantity.trim()) || !unitPriceForm.test(price)) return null
  if (!Intl.supportedValuesOf('currency').includes(currency)) return null
  return Number(lineTotalMinor(Number(quantity), price, currency))
}

/** The least and the most that the customer can come to pay; null while a price is missing. */
export function rangeMinor({
  currency,
  lines,
  charges,
}: PriceValues): readonly [least: number, most: number] | null {
  const totals = lines.map(({ breaks }) => breaks.map((one) => breakMinor(one, currency)))
  if (totals.some((all) => all.length === 0 || all.includes(null))) return null
  const billed = charges.map(({ kind, amount }) => ({
    kind,
    amountMinor: chargeMinor(kind, toMinor(amount, currency)),
  }))
  if (billed.some(({ amountMinor }) => Number.isNaN(amountMinor))) return null
  const sum = (pick: (...all: number[]) => number) =>
    totalsOf(
      totals.map((all) => pick(...(all as number[]))),
      billed,
    ).totalMinor
  return [sum(Math.min), sum(Math.max)]
}
