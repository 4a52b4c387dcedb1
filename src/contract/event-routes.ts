import { z } from 'zod'
import { integerId } from './common.ts'
import { eventFamilies } from './events/families.ts'
import {
  checkEventData,
  type EventData,
  type EventType,
  eventDataInput,
  eventEnvelope,
  eventTypes,
  isEventType,
  publishableTypes,
} from './events/index.ts'

/** In one call of `POST /events`. */
export const mostEvents = 1_000

const publishableType = z.enum(publishableTypes as [EventType, ...EventType[]], {
  error: ({ input }) =>
    isEventType(input)
      ? 'cannot be published: only this server can know of it'
      : 'must be one of the event types',
})

/** An event as a shop publishes it, its `data` checked against its type's schema. */
const newEvent = z
  .strictObject({
    type: publishableType,
    user_id: integerId.meta({ description: 'A customer of the workspace.' }),
    data: eventDataInput,
    is_test: z.boolean().default(false),
  })
  .superRefine((event, context) => {
    const checked = checkEventData(event.type, event.data)
    if (checked.ok) return
    for (const { path, message } of checked.errors)
      context.addIssue({ code: 'custom', path: [path], message })
  })

const newEvents = z.strictObject({ events: z.array(newEvent).min(1).max(mostEvents) })

export interface PublishInput {
  events: readonly { type: EventType; user_id: number; data: EventData; is_test: boolean }[]
  /** Sent as a list: paths of errors then carry the index. */
  isList: boolean
}

const isList = (body: unknown): boolean => typeof body === 'object' && body !== null && 'events' in body

const { $schema: _, ...eitherForm } = z.toJSONSchema(z.union([newEvent, newEvents]), {
  io: 'input',
  unrepresentable: 'any',
})

/**
 * `POST /events`: one event, or `{events: […]}`. Not a plain union: that would answer a wrong member with "matches
 * neither form". The member `events` tells which form is meant, and the errors are those of that form.
 */
export const publishInput = z
  .unknown()
  .transform((body, context): PublishInput => {
    const list = isList(body)
    const result = list ? newEvents.safeParse(body) : newEvent.safeParse(body)
    if (!result.success) {
      context.issues.push(
        ...result.error.issues.map((issue) => ({ ...issue, input: body }) as z.core.$ZodRawIssue),
      )
      return z.NEVER
    }
    const events = 'events' in result.data ? result.data.events : [result.data]
    // Its refinement has checked that `data` has what every event's has.
    return { events: events as unknown as PublishInput['events'], isList: list }
  })
  .meta(eitherForm)

export const publishAnswer = z
  .strictObject({ ids: z.array(integerId) })
  .meta({ description: 'Ids of the events, in the order sent.' })

const eventTypeAnswer = z.strictObject({
  name: z.enum(eventTypes),
  family: z.enum(eventFamilies).meta({ description: 'What stands before the dot.' }),
  description: z.string(),
  customer_only: z.boolean().meta({ description: 'Never goes to webhooks of the workspace.' }),
  publishable: z.boolean().meta({ description: '`POST /events` takes it.' }),
  schema: z.looseObject({}).meta({ description: 'JSON Schema (draft 2020-12) of the whole envelope.' }),
  example: eventEnvelope,
})
export type EventTypeAnswer = z.output<typeof eventTypeAnswer>

export const eventTypeList = z.strictObject({ data: z.array(eventTypeAnswer), next_cursor: z.null() })
