import { z } from 'zod'
import { defaultOverlapHours } from '../domain/delivery/signing-keys.ts'
import { disabledReasons } from '../domain/delivery/states.ts'
import { id, page, pageQuery, time, timeInput } from './common.ts'
import { eventTypes } from './events/index.ts'

const maxUrlLength = 2_048
export const maxOverlapHours = 168
/** In one call that deletes or redelivers several. */
export const maxBulkIds = 1_000
/** Of one customer, and of a workspace: every event is matched with each webhook of its owner. */
export const mostWebhooks = { customer: 100, workspace: 1_000 } as const

// Whether it may be called is decided when it is saved, by what its host resolves to.
const url = z.string().min(1, 'must not be empty').max(maxUrlLength)

const description = z
  .string()
  // Before the trimming: a line break at the end is refused like any other.
  .regex(/^[^\p{Cc}]*$/u, 'must be one line without control characters')
  .trim()
  .max(500)

const eventTypeList = z
  .array(z.enum(eventTypes))
  .max(eventTypes.length)
  .refine((list) => new Set(list).size === list.length, 'must not repeat a type')
  .meta({ description: 'What it subscribes to. Empty: every type, those added later included.' })

const disableOnGone = z
  .boolean()
  .meta({ description: 'A 410 of the receiver disables the webhook at once, for REST-hook clients.' })

export const webhook = z.strictObject({
  id,
  url: z.string(),
  description: z.string(),
  audience: z.enum(['customer', 'workspace']).meta({
    description: '`customer`: the events of one customer account. `workspace`: those of all its customers.',
  }),
  event_types: z.array(z.enum(eventTypes)),
  status: z.enum(['enabled', 'disabled']),
  disabled_reason: z.enum(disabledReasons).nullable().meta({
    description: '`failures`: too many in a row. `gone`: a 410. `owner`: somebody. `plan`: a downgrade.',
  }),
  disable_on_gone: disableOnGone,
  consecutive_failures: z.int().min(0),
  fingerprint: z
    .string()
    .meta({ description: 'Of the secret that keys `X-FabDigit-Signature` now: 12 hex of its SHA-256.' }),
  created_at: time,
  last_delivery_at: time.nullable(),
})
export type WebhookAnswer = z.output<typeof webhook>
export const webhookPage = page(webhook)

export const webhookWithSecret = webhook.extend({
  secret: z.string().meta({ description: 'The new signing secret. Shown this once.' }),
})

export const webhookInput = z.strictObject({
  url,
  description: description.default(''),
  event_types: eventTypeList.default([]),
  disable_on_gone: disableOnGone.default(false),
})
export type WebhookInput = z.output<typeof webhookInput>

export const webhookPatch = z.strictObject({
  url: url.optional(),
  description: description.optional(),
  event_types: eventTypeList.optional(),
  disable_on_gone: disableOnGone.optional(),
})
export type WebhookPatch = z.output<typeof webhookPatch>

export const webhookQuery = z.strictObject({
  ...pageQuery,
  url: z
    .string()
    .max(maxUrlLength)
    .optional()
    .meta({ description: 'Webhooks whose URL contains this, without case.' }),
  status: z.enum(['enabled', 'disabled']).optional(),
  event_type: z
    .enum(eventTypes)
    .optional()
    .meta({ description: 'Webhooks that subscribe to this type, those that subscribe to all included.' }),
})
export type WebhookQuery = z.output<typeof webhookQuery>

export const webhookIds = z.strictObject({ ids: z.array(id).min(1).max(maxBulkIds) })
export const deletedIds = z.strictObject({ deleted: z.array(id) })

export const enableInput = z.strictObject({
  held: z
    .enum(['release', 'discard'])
    .default('release')
    .meta({ description: 'What becomes of the deliveries that waited.' }),
})
export type EnableInput = z.output<typeof enableInput>

export const rotateSecretInput = z.strictObject({
  activate_at: timeInput.optional().meta({
    description:
      'From then on the new secret keys `X-FabDigit-Signature`; at most 7 days ahead. Default: now.',
  }),
  overlap_hours: z
    .number()
    .min(0)
    .max(maxOverlapHours)
    .default(defaultOverlapHours)
    .meta({ description: 'How long after that `webhook-signature` still carries the old one too.' }),
})
export type RotateSecretInput = z.output<typeof rotateSecretInput>

const failure = z.strictObject({
  code: z.string(),
  message: z.string().meta({ description: 'What happened and what to do about it.' }),
})
export const attemptError = failure.nullable()

export const pingAnswer = z.strictObject({
  status: z.int().nullable().meta({ description: 'HTTP status; null when no answer came.' }),
  duration_ms: z.number().min(0),
  error: attemptError,
})

export const testAnswer = z.strictObject({ event_id: z.int() })
