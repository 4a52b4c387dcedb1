import { z } from 'zod'
import { plans } from '../domain/access/plans.ts'
import { memberRoles } from '../domain/access/roles.ts'
import { maxLogoBytes, refuseLogo } from '../domain/logo.ts'
import { id, integerId, name, page, pageQuery, time } from './common.ts'

const timeZone = z
  .string()
  .max(64)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone })
      // An offset knows no summer time, and PostgreSQL reads its sign the other way round.
      return !/^[+-]/.test(zone)
    } catch {
      return false
    }
  }, 'must be an IANA time zone such as Europe/Berlin')

export const currency = z
  .string()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'must be an ISO 4217 code such as EUR')

const line = (max: number) => z.string().trim().max(max)

const logo = z.string().superRefine((dataUrl, context) => {
  const message = refuseLogo(dataUrl)
  if (message !== null) context.addIssue({ code: 'custom', message })
})

/** What stands on printed papers. */
const letterhead = z.strictObject({
  name: name(120).optional().meta({ description: 'The shop’s legal name; the workspace’s when absent.' }),
  address: line(500).optional().meta({ description: 'Several lines.' }),
  phone: line(60).optional(),
  email: line(200).optional(),
  website: line(200).optional(),
  tax_number: line(60).optional(),
  bank_details: line(500).optional().meta({ description: 'Several lines, printed on invoices.' }),
  logo: logo.optional().meta({
    description: `A PNG or JPEG as a data URL in base64, at most ${maxLogoBytes / 1_024} KiB.`,
  }),
})
export type Letterhead = z.output<typeof letterhead>

export const workspace = z.strictObject({
  id,
  name: z.string(),
  slug: z.string(),
  plan: z.enum(plans),
  time_zone: z.string(),
  currency: z.string(),
  mark_paid_allowed: z.boolean(),
  letterhead,
  created_at: time,
})

export const workspacePatch = z.strictObject({
  name: name(120).optional(),
  plan: z.enum(plans).optional().meta({ description: 'Only the owner changes the plan.' }),
  time_zone: timeZone.optional(),
  currency: currency.optional(),
  mark_paid_allowed: z.boolean().optional(),
  letterhead: letterhead.optional().meta({ description: 'Takes the place of the whole one before.' }),
})
export type WorkspacePatch = z.output<typeof workspacePatch>

export const person = z.strictObject({
  user_id: integerId,
  name: z.string(),
  email: z.string(),
  role: z.string().nullable(),
  created_at: time.meta({ description: 'When the person joined the workspace.' }),
})
export const personPage = page(person)
export const peopleQuery = z.strictObject(pageQuery)

export const memberPatch = z.strictObject({ role: z.enum(memberRoles) })

/** `{user_id}` in a path. What is no id of anybody is the 404 of nobody. */
export const pathUserId = z.object({
  user_id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .meta({ description: 'Id of a user' }),
})
