import { z } from 'zod'
import { replayStatuses } from '../domain/delivery/replay.ts'
import { deliveryStatuses } from '../domain/delivery/states.ts'
import { id, page, pageQuery, time, timeInput } from './common.ts'
import { eventTypes } from './events/index.ts'

/** Replays of one webhook that may run at once. */
export const mostReplays = 10

const distinct = (list: readonly string[]): boolean => new Set(list).size === list.length

const types = z.array(z.enum(eventTypes)).max(eventTypes.length).refine(distinct, 'must not repeat a type')
const statuses = z
  .array(z.enum(deliveryStatuses))
  .max(deliveryStatuses.length)
  .refine(distinct, 'must not repeat a status')

export const replayInput = z
  .strictObject({
    from: timeInput.meta({ description: 'Deliveries made at this time or later.' }),
    to: timeInput.meta({ description: 'Deliveries made before this time; not later than now counts.' }),
    types: types.default([]).meta({ description: 'Only events of these types. Empty: all.' }),
    statuses: statuses.default([]).meta({
      description: 'Only events whose last delivery to this webhook is one of these. Empty: all.',
    }),
    dry_run: z.boolean().default(false).meta({ description: 'Only count.' }),
  })
  .refine(({ from, to }) => to > from, { path: ['to'], message: 'must be after from' })
export type ReplayInput = z.output<typeof replayInput>

const count = z.int().min(0).meta({ description: 'How many deliveries there were to repeat at the start.' })
const done = z.int().min(0).meta({ description: 'How many of them have been made anew.' })
const status = z.enum(replayStatuses).meta({
  description: '`paused`: its webhook is disabled; it goes on when that is enabled.',
})

export const replayCount = z.strictObject({ count })

export const replayStarted = z.strictObject({ id, count, done, status })

export const replay = z.strictObject({
  id,
  webhook_id: id,
  from: time,
  to: time,
  types: z.array(z.enum(eventTypes)),
  statuses: z.array(z.enum(deliveryStatuses)),
  count,
  done,
  status,
  created_at: time,
  finished_at: time.nullable(),
})
export type ReplayAnswer = z.output<typeof replay>

export const replayPage = page(replay)
export const replayQuery = z.strictObject(pageQuery)
export type ReplayQuery = z.output<typeof replayQuery>
