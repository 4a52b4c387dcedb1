import { z } from 'zod'
import { plans } from '../domain/access/plans.ts'
import { patScopes } from '../domain/access/scopes.ts'
import { id, integerId, name, page, time } from './common.ts'

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

/** The password was right, and the account has a second factor: no session yet. */
const secondFactorAsked = z.strictObject({
  second_factor: z.literal('totp'),
  challenge: z.string().meta({ description: 'For `POST /auth/sign-in/totp`, within five minutes.' }),
})
export const signInAnswer = z.union([signedIn, secondFactorAsked])

export const signInCodeInput = z.strictObject({ challenge: z.string().max(200), code: z.string().max(64) })
export type SignInCodeInput = z.output<typeof signInCodeInput>

/** The token of a mailed link. */
const linkToken = z.string().max(200)

export const passwordResetRequest = z.strictObject({ email })
export type PasswordResetRequest = z.output<typeof passwordResetRequest>
/** The same for every address, so that it tells nothing. */
export const passwordResetAsked = z.strictObject({})

export const passwordReset = z.strictObject({ token: linkToken, password })
export type PasswordReset = z.output<typeof passwordReset>

export const emailVerification = z.strictObject({ token: linkToken })
export type EmailVerification = z.output<typeof emailVerification>

/** The password as it was: of any length that one could ever have. */
const currentPassword = z.string().max(256)
const code = z.string().max(64).meta({
  description: 'Of the second factor, where the account has one: six digits, or a backup code.',
})

/** `GET /auth/sign-up`: who can sign up here. */
export const signUpOptions = z.strictObject({
  needs_set_up: z.boolean().meta({ description: 'There is no workspace yet: the first account makes it.' }),
  needs_set_up_token: z.boolean().meta({ description: 'Making it takes the token that the server printed.' }),
  customer_sign_up: z.enum(['open', 'invite']),
  workspace_sign_up: z.enum(['open', 'closed']),
})

export const accountPatch = z.strictObject({
  name: name(120).optional(),
  email: email.optional().meta({
    description: 'Becomes the account’s when the link that goes there is followed. Needs the password.',
  }),
  password: currentPassword.optional(),
  code: code.optional(),
})
export type AccountPatch = z.output<typeof accountPatch>

export const accountDeletion = z.strictObject({ password: currentPassword, code: code.optional() })

export const passwordChange = z.strictObject({
  current_password: currentPassword,
  new_password: password,
  code: code.optional(),
})
export type PasswordChange = z.output<typeof passwordChange>

export const secondFactorEnroll = z.strictObject({ password: currentPassword })
export type SecondFactorEnroll = z.output<typeof secondFactorEnroll>

export const secondFactorSeed = z.strictObject({
  secret: z.string().meta({ description: 'The seed in base32, to be typed where no camera is at hand.' }),
  otpauth_url: z.string().meta({ description: 'To be shown as a QR code.' }),
})

export const secondFactorConfirm = z.strictObject({ code: z.string().max(64) })
export type SecondFactorConfirm = z.output<typeof secondFactorConfirm>

export const backupCodes = z.strictObject({
  backup_codes: z
    .array(z.string())
    .meta({ description: 'Each takes the place of a code once. Shown this once.' }),
})

export const secondFactorRemove = z.strictObject({ password: currentPassword, code })
export type SecondFactorRemove = z.output<typeof secondFactorRemove>

const session = z.strictObject({
  id,
  current: z.boolean().meta({ description: 'The one that asks.' }),
  address: z.string(),
  user_agent: z.string(),
  created_at: time,
  last_seen_at: time.nullable().meta({ description: 'To within a few minutes.' }),
  expires_at: time,
})
export const sessionPage = page(session)

/** Families of events of which mail is sent, in the order of the catalogue. */
export const mailFamilies = ['quote', 'order', 'invoice', 'ncr', 'message'] as const
export type MailFamily = (typeof mailFamilies)[number]

const wanted = z.boolean().default(true)
/** Of which events a user wants mail. The inbox shows all of them. */
export const notifications = z.strictObject({
  mail: z.strictObject({
    quote: wanted,
    order: wanted,
    invoice: wanted,
    ncr: wanted,
    message: wanted,
    security: z.literal(true, 'cannot be muted').default(true),
  } satisfies Record<MailFamily | 'security', unknown>),
})
export type Notifications = z.output<typeof notifications>

export const account = z.strictObject({
  id: integerId,
  email: z.string(),
  email_verified: z.boolean(),
  pending_email: z
    .string()
    .nullable()
    .meta({ description: 'The address that the account has once its mailed link is followed.' }),
  name: z.string(),
  two_factor: z.strictObject({
    enabled: z.boolean(),
    codes_left: z.number().int().min(0).meta({ description: 'Backup codes that were not used yet.' }),
  }),
  created_at: time,
  role_hint: z.string().nullable().meta({
    description:
      'The role that the session was opened with. It decides what is shown, never what is allowed.',
  }),
  workspace: workspaceBrief,
  workspaces: z
    .array(workspaceBrief.extend({ suspended: z.boolean() }))
    .meta({ description: 'All that the user belongs to, to switch between.' }),
})

export const workspaceSwitch = z.strictObject({ workspace_id: id })

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
