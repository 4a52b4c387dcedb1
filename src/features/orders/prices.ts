import { Problem } from '../../contract/errors.ts'
import { maxAmountMinor } from '../../contract/money.ts'
import type { ChargeInput } from '../../contract/parts.ts'
import { lineTotalMinor } from '../../domain/money.ts'
import { chargeMinor } from '../../domain/records/quote.ts'
import { newId } from '../../platform/ids.ts'
import type { NewCharge } from './parts-store.ts'

const wrong = (path: string, message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path, message }] })

/** What pieces cost, in minor units. 400 at `path` for more than an amount may be. */
export function priceLine(quantity: number, unitPrice: string, currency: string, path: string): number {
  const total = lineTotalMinor(quantity, unitPrice, currency)
  if (total > BigInt(maxAmountMinor)) throw wrong(path, 'comes to more than an amount may be')
  return Number(total)
}

/** Charges of a document as they are stored. 400 for a currency that is not the document's. */
export const readCharges = (charges: readonly ChargeInput[], currency: string, at: Date): NewCharge[] =>
  charges.map(({ kind, label, amount }, index) => {
    if (amount.currency !== currency)
      throw wrong(`charges[${index}].amount.currency`, `must be ${currency}, as the document is`)
    return { id: newId(at), kind, label, amount_minor: chargeMinor(kind, amount.amount) }
  })

/** 400 for discounts that are larger than what they are taken off. */
export function refuseNegative(totalMinor: number): void {
  if (totalMinor < 0) throw wrong('charges', 'must not discount more than the rest comes to')
}
