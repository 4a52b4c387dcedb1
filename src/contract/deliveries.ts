import { z } from 'zod'
import { deliveryStatuses } from '../domain/delivery/states.ts'
import { id, integerId, integerIdText, page, pageQuery, time, timeInput } from './common.ts'
import { eventTypes } from './events/index.ts'
import { attemptError, webhookIds } from './webhooks.ts'

const headers = z.record(z.string(), z.string())
const milliseconds = z.number().min(0).nullable()

const timings = z
  .strictObject({
    dns: milliseconds,
    connect: milliseconds,
    tls: milliseconds,
    first_byte: milliseconds,
    total: milliseconds,
  })
  .meta({ description: 'Length of each phase; null where there was none, as on a connection used again.' })

const attemptInList = z.strictObject({
  number: z.int().min(1),
  started_at: time,
  duration_ms: z.number().min(0),
  timings_ms: timings,
  address: z.string().nullable().meta({ description: 'The resolved address that was dialled.' }),
  error: attemptError,
})

const attempt = attemptInList.extend({
  request: z
    .strictObject({ headers, body: z.string() })
    .meta({ description: 'What was sent; the connection adds Host, Content-Length and Accept-Encoding.' }),
  response: z
    .strictObject({ status: z.int(), headers, body: z.string() })
    .nullable()
    .meta({ description: 'At most 16 KiB of the body are kept.' }),
})

const deliveryMembers = {
  id,
  webhook_id: id,
  event: z.strictObject({
    id: integerId,
    type: z.enum(eventTypes),
    created_at: time,
    is_test: z.boolean(),
  }),
  status: z
    .enum(deliveryStatuses)
    .meta({ description: '`held`: it waits until its webhook is enabled. `dead`: every attempt failed.' }),
  redelivery_of: id.nullable(),
  attempt_count: z.int().min(0),
  next_attempt_at: time.nullable(),
  discard_reason: z.enum(['expired']).optional().meta({
    description: 'Of a discarded one that was held for too long: `expired`. Its owner was told twice before.',
  }),
}

export const delivery = z.strictObject({ ...deliveryMembers, attempts: z.array(attempt) })
export type DeliveryAnswer = z.output<typeof delivery>

const deliveryInList = z.strictObject({ ...deliveryMembers, attempts: z.array(attemptInList) })
export type DeliveryInList = z.output<typeof deliveryInList>
export const deliveryPage = page(deliveryInList)

export const deliveryQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(deliveryStatuses).optional(),
  type: z.enum(eventTypes).optional(),
  from: timeInput.optional().meta({ description: 'Deliveries made at this time or later.' }),
  to: timeInput.optional().meta({ description: 'Deliveries made before this time.' }),
})
export type DeliveryQuery = z.output<typeof deliveryQuery>

/** Of all the owner's webhooks. */
export const ownDeliveryQuery = deliveryQuery.extend({
  webhook_id: id.optional().meta({ description: 'Only of this webhook.' }),
  event_id: integerIdText.optional().meta({
    description: 'Only of this event: the first delivery to each webhook and all that repeated it.',
  }),
})
export type OwnDeliveryQuery = z.output<typeof ownDeliveryQuery>

export const redeliverInput = webhookIds
export const redelivered = z
  .strictObject({ ids: z.array(id) })
  .meta({ description: 'Ids of the new deliveries, in order.' })
