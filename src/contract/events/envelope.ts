import { z } from 'zod'
import { integerId, time } from '../common.ts'
import { publishedSchema } from '../json-schema.ts'
import { type EventData, type EventType, eventCatalogue, eventTypes } from './catalogue.ts'
import { commonMembers } from './members.ts'

const millisecondsForm = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`

/** What is sent for one event and what the feed gives. Loose: later versions may add members. */
const envelope = <T extends z.ZodType, D extends z.ZodType>(type: T, data: D) =>
  z.looseObject({
    id: integerId.describe('The event’s id. A repeat of a delivery has the same.'),
    type,
    user_id: integerId.describe('The customer account concerned.'),
    created_at: time.meta({
      pattern: millisecondsForm,
      description: 'When it happened: UTC, with milliseconds.',
    }),
    is_test: z.boolean().describe('True for what tests and non-production keys cause.'),
    data,
  })

/** The envelope of any type, for answers that mix them. */
export const eventEnvelope = envelope(z.enum(eventTypes), z.looseObject(commonMembers)).meta({
  id: 'EventEnvelope',
  description: 'An event as it is sent and listed.',
})

export type EventEnvelope = z.output<typeof eventEnvelope>

const schemas = new Map<EventType, Readonly<Record<string, unknown>>>()

/** JSON Schema (draft 2020-12) of the whole envelope of a type. The same object every time: do not change it. */
export function envelopeSchema(type: EventType): Readonly<Record<string, unknown>> {
  const known = schemas.get(type)
  if (known !== undefined) return known
  const { description, data } = eventCatalogue[type]
  const schema = envelope(z.literal(type), data).meta({ title: type, description })
  const made = publishedSchema(schema, 'output') as Record<string, unknown>
  schemas.set(type, made)
  return made
}

const exampleBase = { id: 91_425, user_id: 1024, created_at: '2026-05-15T11:00:00.000Z' }

/** An envelope as a receiver would see it. */
export const exampleEnvelope = (type: EventType): EventEnvelope => ({
  id: exampleBase.id + eventTypes.indexOf(type),
  type,
  user_id: exampleBase.user_id,
  created_at: exampleBase.created_at,
  is_test: type === 'webhook.test',
  data: eventCatalogue[type].example,
})

/** An event that has no id yet. */
export interface NewEvent {
  type: EventType
  /** The customer concerned. */
  user_id: number
  created_at: Date
  is_test: boolean
  data: EventData
}

// Written by hand, because an object literal would put integer-like keys of `others` before `title`.
function dataText({ title, message, project_no = null, ...others }: EventData): string {
  let text = `{"title":${JSON.stringify(title)},"message":${JSON.stringify(message)},"project_no":${JSON.stringify(project_no)}`
  for (const key of Object.keys(others)) {
    const value = JSON.stringify(others[key])
    if (value !== undefined) text += `,${JSON.stringify(key)}:${value}`
  }
  return `${text}}`
}

/**
 * The body of an event after its id: the body is `{"id":`, the id, and this (`envelopeBody`). Keys stand in the
 * order that product.md fixes; members of `data` beyond the common three follow in the order given. NUL and lone
 * surrogates come out as JSON escapes, so the text can be stored and sent as UTF-8.
 */
export const envelopeTail = (event: NewEvent): string =>
  `,"type":${JSON.stringify(event.type)},"user_id":${event.user_id}` +
  `,"created_at":"${event.created_at.toISOString()}","is_test":${event.is_test},"data":${dataText(event.data)}}`

/** The exact body of an event, as the database composes it too. */
export const envelopeBody = (id: number | string, tail: string): string => `{"id":${id}${tail}`
