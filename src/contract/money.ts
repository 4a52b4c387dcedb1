import { z } from 'zod'

const minorUnits = 'Minor units: cents for USD, yen for JPY, fils for KWD.'

/** An amount in an answer (domain.md, "Money"). */
export const money = z
  .strictObject({
    amount: z.int().meta({ description: minorUnits }),
    currency: z.string().meta({ description: 'ISO 4217 code.' }),
  })
  .meta({ id: 'Money', description: 'Integer minor units and the ISO 4217 code of their currency.' })
export type Money = z.output<typeof money>

/** The most that an amount in a request may be: sums of many of these still are exact. */
export const maxAmountMinor = 1_000_000_000_000

const amount = z.int('must be a whole number of minor units').max(maxAmountMinor)
const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')

/** An amount in a request, zero allowed. Whether the currency is that of the document is the service's to say. */
export const moneyInput = z.strictObject({
  amount: amount.min(0, 'must not be negative').meta({ description: minorUnits }),
  currency: currencyCode,
})

/** The same, above zero. */
export const positiveMoneyInput = z.strictObject({
  amount: amount.min(1, 'must be above zero').meta({ description: minorUnits }),
  currency: currencyCode,
})

/** A calendar day, `2026-05-15`, in a year from 1900 to 9999. */
export const dayInput = z.iso
  .date('must be a day such as 2026-05-15')
  .refine((day) => day >= '1900', 'must be in a year from 1900 to 9999')
