import { Problem } from '../../contract/errors.ts'
import { type EventType, eventTypes, publishableTypes } from '../../contract/events/index.ts'
import { type FeedQuery, mostWaitingReads } from '../../contract/feed.ts'
import { JsonText } from '../../contract/route.ts'
import { type Actor, type Owner, ownerOf } from '../../domain/access/principal.ts'
import { CursorExpired, type Engine, type FeedPage } from '../../engine/index.ts'
import type { OpenCalls } from '../credentials/index.ts'

export interface FeedOptions {
  engine: Pick<Engine, 'feed'>
  open: OpenCalls
}

export type FeedService = ReturnType<typeof feedService>

const customerTypes = eventTypes.filter((type) => type !== 'webhook.test')

/** What an owner's feed can hold (contract.md), less what was not asked for. */
function typesFor({ customerId }: Owner, wanted: readonly EventType[] | undefined): readonly EventType[] {
  const all = customerId === null ? publishableTypes : customerTypes
  return wanted === undefined ? all : all.filter((type) => wanted.includes(type))
}

/** The bodies stand as they are sent: parsed and written again, numbers and the order of keys could change. */
const asText = ({ rows, cursor }: FeedPage): JsonText =>
  new JsonText(`{"data":[${rows.map(({ body }) => body).join(',')}],"next_cursor":"${cursor}"}`)

const expired = ({ oldest }: CursorExpired): Problem => new Problem('cursor_expired', { members: { oldest } })

/** Events for readers that keep a cursor. */
export const feedService = ({ engine, open }: FeedOptions) => ({
  /** `signal`: the caller hung up, or the server stops; what waits is answered then. */
  async read({ principal }: Actor, query: FeedQuery, signal: AbortSignal): Promise<JsonText> {
    const owner = ownerOf(principal)
    const filter = { ...owner, types: typesFor(owner, query.types) }
    const request = { filter, after: query.after as number | 'latest' | undefined, limit: query.limit }
    const call = query.wait > 0 ? open.open(principal, 'wait', mostWaitingReads) : undefined
    try {
      const until = call === undefined ? signal : AbortSignal.any([signal, call.signal])
      return asText(await engine.feed.read({ ...request, waitMs: query.wait * 1_000, signal: until }))
    } catch (error) {
      throw error instanceof CursorExpired ? expired(error) : error
    } finally {
      call?.close()
    }
  },
})
