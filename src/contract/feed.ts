import { z } from 'zod'
import { defaultPageSize, maxPageSize } from './common.ts'
import { eventEnvelope, isEventType } from './events/index.ts'

/** Longer waits are cut by proxies on the way. */
export const longestWaitSeconds = 30

/** Requests of one user, whatever the token, or of one tenant key, that may wait at once. */
export const mostWaitingReads = 10

/** An event's id as it stands in a URL; fifteen digits are exact in every JSON reader. */
const position = z
  .string()
  .regex(/^(\d{1,15}|latest)$/, 'must be the id of an event, or latest')
  .transform((text) => (text === 'latest' ? text : Number(text)))

const typeList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().refine(isEventType, 'must be event types, separated by commas')))

export const feedQuery = z.strictObject({
  after: position.optional().meta({
    description:
      'The `next_cursor` of the last answer: the id of the last event seen. Without it: from the oldest event that is kept. `latest`: nothing that is there already, only what comes from now on.',
  }),
  types: typeList.optional().meta({ description: 'Only events of these types, separated by commas.' }),
  wait: z.coerce.number().int().min(0).max(longestWaitSeconds).default(0).meta({
    description: 'Seconds to wait for an event when there is none.',
  }),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(defaultPageSize),
})
export type FeedQuery = z.output<typeof feedQuery>

export const feedPage = z.strictObject({
  data: z.array(eventEnvelope),
  next_cursor: z.string().meta({
    description:
      'The next `after`. It stays as it was while there is nothing new; there is one on every page.',
  }),
})
