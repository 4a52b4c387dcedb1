import { z } from 'zod'
import { deliveryStatuses } from '../domain/delivery/states.ts'
import { id, integerId, time } from './common.ts'
import { eventTypes } from './events/index.ts'

/** Of one user, whatever the token, or of one tenant key. */
export const mostOpenStreams = 10

const deliveryChange = z
  .strictObject({
    id,
    webhook_id: id,
    event: z.strictObject({ id: integerId, type: z.enum(eventTypes) }),
    status: z.enum(deliveryStatuses),
    attempt_count: z.int().min(0),
    next_attempt_at: time.nullable(),
  })
  .meta({ description: 'An attempt at a delivery has ended; this is how the delivery stands now.' })
export type DeliveryChange = z.output<typeof deliveryChange>

const inboxChange = z
  .strictObject({ id: id.nullable(), title: z.string().nullable(), unread_count: z.int().min(0) })
  .meta({ description: 'Something in the inbox has changed: its newest item, and how many are unread.' })

export type InboxChange = z.output<typeof inboxChange>

const skipped = z.strictObject({ deliveries: z.int().min(1) }).meta({
  description: 'So many deliveries more have changed than can be told one by one: read the list again.',
})

/** The events of `GET /stream`, by name: the shapes of their data. */
export const streamEvents = { delivery: deliveryChange, inbox: inboxChange, skipped }
