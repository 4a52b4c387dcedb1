import {
  type EventType,
  envelopeSchema,
  eventCatalogue,
  eventTypes,
  exampleEnvelope,
} from '../events/index.ts'
import type { Json } from './json.ts'
import type { Schemas } from './schemas.ts'

export const webhooksTag = 'Events sent to webhooks'

const pascal = (type: EventType): string =>
  type
    .split(/[._]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

/** Header, what it holds. In the order sent; Content-Type and User-Agent besides. */
export const sentHeaders: readonly (readonly [name: string, description: string])[] = [
  [
    'X-FabDigit-Signature',
    '`sha256=` and the hex HMAC-SHA256 of the raw body, keyed with the bytes of the whole secret.',
  ],
  ['X-FabDigit-Signature-Fingerprint', 'The first 12 hex of the SHA-256 of the secret that keyed it.'],
  ['X-FabDigit-Timestamp', 'When this attempt began, in seconds since 1970.'],
  ['X-FabDigit-Event-Id', 'The event’s id: the same on every attempt and redelivery.'],
  ['X-FabDigit-Event-Type', 'The event’s type.'],
  ['X-FabDigit-Audience', '`customer` or `workspace`: whose webhook this is.'],
  ['webhook-id', 'The event’s id, for libraries of Standard Webhooks.'],
  ['webhook-timestamp', 'When this attempt began, in seconds since 1970.'],
  [
    'webhook-signature',
    '`v1,` and the base64 signature of Standard Webhooks; two of them while a rotation is under way.',
  ],
]

const parameters: Json[] = sentHeaders.map(([name, description]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
}))

const answers: Json = {
  '2XX': { description: 'Delivered. The body is kept for the log and otherwise ignored.' },
  default: {
    description: 'Not delivered; tried again by the schedule, later where Retry-After of a 429 or 503 asks.',
  },
}

/** The `webhooks` member of the document: what is sent for each event type. */
export function webhooks(schemas: Schemas): Json {
  return Object.fromEntries(
    eventTypes.map((type) => {
      const { $schema: _, ...schema } = envelopeSchema(type)
      const ref = schemas.add(`Event${pascal(type)}`, schema)
      const post: Json = {
        operationId: `on${pascal(type)}`,
        summary: type,
        description: eventCatalogue[type].description,
        tags: [webhooksTag],
        security: [],
        parameters,
        requestBody: {
          required: true,
          content: { 'application/json': { schema: ref, example: exampleEnvelope(type) } },
        },
        responses: answers,
      }
      return [type, { post }]
    }),
  )
}
