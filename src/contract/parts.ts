import { z } from 'zod'
import { unitPriceForm } from '../domain/money.ts'
import { chargeKinds } from '../domain/records/quote.ts'
import { id, integerIdText, name, text, timeInput } from './common.ts'
import { dayInput, money, moneyInput } from './money.ts'

/** Lines of one document, breaks of one line, charges of one document. */
export const maxLines = 200
export const maxBreaks = 50
export const maxCharges = 50

/** Pieces. */
export const quantity = z.int('must be a whole number').min(1, 'must be above zero').max(1_000_000_000)

export const unitPriceInput = z
  .string()
  .regex(unitPriceForm, 'must be a text such as "12.500000", with at most six decimals')
  .meta({ description: 'Of one piece, in major units of the currency, with up to six decimals.' })
export const unitPrice = z.string().meta({ description: 'Of one piece, in major units, with six decimals.' })

const word = name(200)
const words = text(500).optional()

/** What is to be made, in a request. */
export const partInput = {
  part_name: name(200),
  file_id: id.optional().meta({
    description: 'A file of the project, or of the customer’s CAD Cloud, whose newest version is then meant.',
  }),
  process: word.meta({ description: 'Such as CNC milling.' }),
  material: word.meta({ description: 'Such as EN AW-6082.' }),
  finish: words,
  tolerance: words,
  threads: words,
  inspection: words,
  notes: text(5_000).optional(),
}

/** What is to be made, in an answer. */
export const part = {
  part_name: z.string(),
  file_id: id.nullable(),
  cad_version: z
    .number()
    .int()
    .positive()
    .nullable()
    .meta({ description: 'The version that is meant of a file of CAD Cloud, while it exists; else null.' }),
  process: z.string(),
  material: z.string(),
  finish: z.string(),
  tolerance: z.string(),
  threads: z.string(),
  inspection: z.string(),
  notes: z.string(),
}

export const chargesInput = z
  .array(
    z.strictObject({
      kind: z.enum(chargeKinds),
      label: name(200),
      amount: moneyInput.meta({ description: 'Never negative. A discount is taken off the sum.' }),
    }),
  )
  .max(maxCharges)
export type ChargeInput = z.output<typeof chargesInput>[number]

export const charge = z.strictObject({
  kind: z.enum(chargeKinds),
  label: z.string(),
  amount: money.meta({
    description: 'What it adds to the sum: below zero for a discount.',
  }),
})

/** A day of the workspace, given as such or as a moment of it. */
export const dayOrTimeInput = z.union([dayInput, timeInput])

export const day = z.string().meta({ description: 'A calendar day of the workspace, such as 2026-06-14.' })

/** True when no two elements have the same key. */
export const distinct = <T>(elements: readonly T[], key: (element: T) => unknown): boolean =>
  new Set(elements.map(key)).size === elements.length

export const customerIdQuery = integerIdText
  .optional()
  .meta({ description: 'Those of this customer, for who sees those of several.' })
