import { z } from 'zod'
import { roles } from '../domain/access/roles.ts'
import { looksLikeFormula } from '../domain/csv.ts'
import { email } from './accounts.ts'
import { id, integerId, name, page, pageQuery, time } from './common.ts'
import { customerTerms } from './customers.ts'

const role = z.enum(roles)

export const invitationStatuses = ['open', 'expired', 'void'] as const
const status = z.enum(invitationStatuses).meta({
  description: '`void`: whoever invited could no longer give this role, so the link is dead.',
})

/** An invitation as the workspace sees it. It is gone when it is accepted or withdrawn. */
const invitation = z.strictObject({
  id,
  email: z.string(),
  name: z.string().nullable().meta({ description: 'Proposed by who invites.' }),
  role,
  status,
  invited_by: z.strictObject({
    user_id: integerId.nullable(),
    key_id: id.nullable(),
    name: z.string().nullable().meta({ description: 'Of the member or the key.' }),
  }),
  created_at: time,
  expires_at: time,
})
export type InvitationAnswer = z.output<typeof invitation>
export const invitationPage = page(invitation)
export const invitationWithLink = invitation.extend({
  accept_url: z.string().meta({ description: 'The link that was mailed too. Shown this once.' }),
})

export const invitationQuery = z.strictObject({
  ...pageQuery,
  role: role.optional(),
  email: z.string().max(254).optional().meta({ description: 'Addresses that contain this, without case.' }),
})
export type InvitationQuery = z.output<typeof invitationQuery>

export const invitationInput = z.strictObject({ email, role })
export const customerInput = z.strictObject({ email, name: name(120) })

/** The secret in the link. */
export const pathToken = z.object({ token: z.string().regex(/^[\w-]{43}$/) })

/** What the link shows to whoever has it. */
export const invitationLook = z.strictObject({
  workspace: z.strictObject({ name: z.string(), slug: z.string() }),
  email: z.string(),
  name: z.string().nullable(),
  role,
  account_exists: z
    .boolean()
    .meta({ description: 'Then it takes the session or the password of the account with this address.' }),
  expires_at: time,
})

export const acceptInput = z.strictObject({
  name: name(120).optional().meta({ description: 'Of a new account; as proposed when absent.' }),
  password: z
    .string()
    .max(256)
    .optional()
    .meta({ description: 'Of the account with the address, or for the new one.' }),
})
export type AcceptInput = z.output<typeof acceptInput>

/** What a row of an import may say; its header names the columns, in any order. */
export const importColumns = ['email', 'name', 'company', 'currency', 'payment_terms_days'] as const
export const mostImportRows = 1_000

/** Empty cells are as absent ones. */
const plainText = (schema: z.ZodType<string>) =>
  schema.refine((text) => !looksLikeFormula(text), 'must not begin like a formula: with =, +, - or @')

export const importRow = z.strictObject({
  email,
  name: plainText(name(120)),
  company: plainText(z.string().trim().max(120)).optional(),
  currency: customerTerms.shape.currency.optional(),
  payment_terms_days: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a number of days, at most 365')
    .transform(Number)
    .refine((days) => days <= 365, 'must be a number of days, at most 365')
    .optional(),
})
export type ImportRow = z.output<typeof importRow>

export const customerCsv = z.string().meta({
  description: `CSV in UTF-8 with a header: email and name, and where wanted company, currency, payment_terms_days. At most ${mostImportRows} rows. Commas, semicolons or tabs separate.`,
})

/** All of it or nothing: with a wrong row nobody is invited. */
export const imported = z.strictObject({
  invited: z.number().int().meta({ description: 'How many were invited and mailed.' }),
  skipped: z.array(z.strictObject({ line: z.number().int(), email: z.string() })).meta({
    description: 'Rows whose address is a customer or member here, or is invited as a customer already.',
  }),
})
export type Imported = z.output<typeof imported>
