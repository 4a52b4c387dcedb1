import { z } from 'zod'
import { page, text } from './common.ts'
import { currency, person } from './workspace.ts'

const company = z
  .string()
  .trim()
  .max(120)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
const paymentTermsDays = z.number().int().min(0).max(365)

/** What a shop and a customer have agreed on. */
export const customerTerms = z.strictObject({
  company: company.optional(),
  billing_address: text(500).optional(),
  shipping_address: text(500).optional(),
  currency: currency.nullable().optional().meta({ description: 'Null: that of the workspace.' }),
  payment_terms_days: paymentTermsDays
    .nullable()
    .optional()
    .meta({ description: 'Days between an invoice and its due date; null: decided with each invoice.' }),
})
export type CustomerTerms = z.output<typeof customerTerms>

/** A customer as the shop sees it. */
export const customer = person.extend({
  suspended: z.boolean().meta({ description: 'Sessions and tokens are refused while this is true.' }),
  company: z.string(),
  billing_address: z.string(),
  shipping_address: z.string(),
  currency: z.string().nullable(),
  payment_terms_days: z.number().int().nullable(),
})
export type CustomerAnswer = z.output<typeof customer>
export const customerPage = page(customer)

const suspended = z.boolean().optional()

export const customerPatch = customerTerms
  .extend({
    suspended: suspended.meta({ description: 'Refuses the customer’s sessions and tokens at once.' }),
    suspend: suspended.meta({ description: 'The same as `suspended`.' }),
  })
  .refine(({ suspended, suspend }) => suspended === undefined || suspend === undefined, {
    path: ['suspend'],
    message: 'must not stand beside suspended',
  })
  .transform(({ suspend, ...patch }) => ({ ...patch, suspended: patch.suspended ?? suspend }))
export type CustomerPatch = z.output<typeof customerPatch>
