/** A line of an order, and what of it stands on invoices that are not void. Amounts in minor units. */
export interface BillableLine {
  quantity: number
  totalMinor: number
  invoicedQuantity: number
  invoicedMinor: number
}

/** Pieces that can still be invoiced. */
export const leftToInvoice = ({ quantity, invoicedQuantity }: BillableLine): number =>
  Math.max(0, quantity - invoicedQuantity)

/** `amount × part ÷ whole`, rounded half-up; exact for every amount. */
function share(amountMinor: number, part: number, whole: number): number {
  const twice = 2n * BigInt(amountMinor) * BigInt(part)
  const divisor = 2n * BigInt(whole)
  return Number((twice + BigInt(whole)) / divisor)
}

/**
 * What `quantity` pieces of a line cost on an invoice: in proportion to the whole line, never more than is left, and
 * all that is left with the last piece. So the parts of a line add up to the line.
 */
export function partMinor(line: BillableLine, quantity: number): number {
  const leftMinor = Math.max(0, line.totalMinor - line.invoicedMinor)
  if (quantity >= leftToInvoice(line)) return leftMinor
  return Math.min(leftMinor, share(line.totalMinor, quantity, line.quantity))
}

export interface BilledCharge {
  kind: string
  amountMinor: number
}

/** Sums of a document: what is stored on it, added up. */
export interface Totals {
  /** Lines and charges that are no tax. */
  subtotalMinor: number
  taxMinor: number
  totalMinor: number
}

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0)

export function totalsOf(linesMinor: readonly number[], charges: readonly BilledCharge[]): Totals {
  const ofKind = (isTax: boolean) =>
    sum(charges.filter(({ kind }) => (kind === 'tax') === isTax).map(({ amountMinor }) => amountMinor))
  const subtotalMinor = sum(linesMinor) + ofKind(false)
  const taxMinor = ofKind(true)
  return { subtotalMinor, taxMinor, totalMinor: subtotalMinor + taxMinor }
}
