import { z } from 'zod'
import { id, integerId, page, pageQuery, time, timeInput } from './common.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const actorForm = new RegExp(`^(?:operator|scheduler|user:[1-9]\\d{0,14}|(?:pat|api_key):${uuid})$`)

const actor = z.strictObject({
  kind: z.enum(['session', 'pat', 'api_key', 'operator', 'scheduler']),
  name: z.string().meta({ description: 'Who it was, in words: “Ada Lovelace, by token CI”.' }),
  user_id: integerId.nullable(),
  token_id: id.nullable(),
  key_id: id.nullable(),
  address: z.string().nullable().meta({ description: 'From where; null for who is on no network.' }),
})

const change = z.record(z.string(), z.unknown()).nullable()

/** One line of the audit log: who, from where, what, to what, when, and what was different afterwards. */
export const auditLine = z.strictObject({
  id,
  actor,
  action: z.string().meta({ description: '`<thing>.<verb>`, such as `token.create`.' }),
  subject: z.string().meta({ description: 'Id of what it was done to.' }),
  before: change.meta({ description: 'What changed, as it was; without secrets.' }),
  after: change.meta({ description: 'What changed, as it is since; without secrets.' }),
  created_at: time,
})
export type AuditLine = z.output<typeof auditLine>
export const auditPage = page(auditLine)

const filters = {
  actor: z
    .string()
    .regex(actorForm, 'must be user:<id>, pat:<id>, api_key:<id>, operator or scheduler')
    .optional()
    .meta({
      description: '`user:12` (by session or token), `pat:<id>`, `api_key:<id>`, `operator` or `scheduler`.',
    }),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}(?:\.[a-z_]{1,40})?$/, 'must be such as token or token.create')
    .optional()
    .meta({ description: '`token.create`, or `token` for everything done to tokens.' }),
  subject: z.string().min(1).max(100).optional(),
  from: timeInput.optional(),
  to: timeInput.optional().meta({ description: 'Up to this moment, itself excluded.' }),
}

/** `GET /workspace/audit.csv`: the whole selection, without pages. */
export const auditFilter = z.strictObject(filters)
export type AuditFilter = z.output<typeof auditFilter>

export const auditQuery = z.strictObject({ ...pageQuery, ...filters })
export type AuditQuery = z.output<typeof auditQuery>
