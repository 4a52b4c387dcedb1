import { z } from 'zod'
import { plans } from '../domain/access/plans.ts'
import { patScopes } from '../domain/access/scopes.ts'
import { id, integerId, name, time } from './common.ts'

export const email = z.email().max(254).meta({ description: 'A mail address; compared without case.' })
const password = z.string().min(8, 'must have at least 8 characters').max(256)

const user = z.strictObject({ id: integerId, email: z.string(), name: z.string() })

/** A workspace as one of its people sees it. */
export const workspaceBrief = z.strictObject({
  id,
  name: z.string(),
  slug: z.string(),
  plan: z.enum(plans),
  role: z
    .string()
    .nullable()
    .meta({ description: 'Role in the workspace: owner, admin, manager, staff or customer.' }),
})

export const signUpInput = z.strictObject({
  email,
  password,
  name: name(120),
  workspace: z
    .strictObject({ name: name(120) })
    .optional()
    .meta({ description: 'Makes a workspace and its owner.' }),
  shop: z
    .string()
    .max(80)
    .optional()
    .meta({ description: 'Slug of the shop to be a customer of, where there are several.' }),
  setup_token: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Printed at the start of an exposed server; for its first workspace.' }),
})
export type SignUpInput = z.output<typeof signUpInput>

export const signInInput = z.strictObject({ email: z.string().max(254), password: z.string().max(256) })
export type SignInInput = z.output<typeof signInInput>

export const signedIn = z.strictObject({ user, workspace: workspaceBrief })

export const account = z.strictObject({
  id: integerId,
  email: z.string(),
  name: z.string(),
  created_at: time,
  workspace: workspaceBrief,
})

/** `GET /token`: who a credential acts for. */
export const whoAmI = z.strictObject({
  kind: z.enum(['session', 'pat', 'api_key']),
  user_id: integerId.optional(),
  workspace_id: id,
  scopes: z
    .array(z.string())
    .meta({ description: `Scopes of a token (${patScopes[0]}, …) or key (api, admin).` }),
  full_access: z.boolean(),
  expires_at: time.nullable(),
})
