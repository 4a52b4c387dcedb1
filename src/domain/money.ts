/** An amount in integer minor units (cents for USD, yen for JPY, fils for KWD) of an ISO 4217 currency. */
export interface Money {
  amount: number
  currency: string
}

const digits = new Map<string, number>()

/** Decimal digits of a currency's minor unit: USD 2, JPY 0, KWD 3. Throws for what has not the form of a code. */
export function minorDigits(currency: string): number {
  const known = digits.get(currency)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const found = format.resolvedOptions().maximumFractionDigits ?? 2
  digits.set(currency, found)
  return found
}

/** Of a unit price: `12.500000`, in major units. */
export const priceDecimals = 6

/** A unit price as a request may write it: up to twelve digits, a point and up to six more. */
export const unitPriceForm = /^\d{1,12}(?:\.\d{1,6})?$/

/** Millionths of a major unit. */
function millionths(unitPrice: string): bigint {
  const [whole = '', fraction = ''] = unitPrice.split('.')
  return BigInt(whole + fraction.padEnd(priceDecimals, '0'))
}

/**
 * What `quantity` pieces at `unitPrice` cost, in minor units: rounded half up once, in exact integers (domain.md,
 * "Money"). `unitPrice` has the form `unitPriceForm`. May exceed what a number holds exactly; hence a bigint.
 */
export function lineTotalMinor(quantity: number, unitPrice: string, currency: string): bigint {
  const scaled = BigInt(quantity) * millionths(unitPrice) * 10n ** BigInt(minorDigits(currency))
  const divisor = 10n ** BigInt(priceDecimals)
  return (2n * scaled + divisor) / (2n * divisor)
}

/** Minor units as a decimal text of major units: 12345 of USD is `123.45`. */
export function majorText({ amount, currency }: Money): string {
  const places = minorDigits(currency)
  const text = String(Math.abs(amount)).padStart(places + 1, '0')
  const sign = amount < 0 ? '-' : ''
  return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`
}

/** An amount as texts for people write it: `$4,825.00`. Exact for every amount. */
export const formatMoney = (money: Money): string =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: money.currency }).format(
    majorText(money) as Intl.StringNumericLiteral,
  )
