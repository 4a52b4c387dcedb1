import { decodeCursor, encodeCursor } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import { type InboxItem, type InboxPage, type InboxQuery, mostUnread } from '../../contract/inbox.ts'
import type { Db, Queryable, Tx } from '../../db/port.ts'
import type { Actor, UserPrincipal } from '../../domain/access/principal.ts'
import { eventOfItem } from '../../domain/inbox-item.ts'
import { readBound } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import * as eventStore from './event-store.ts'
import { hintInbox } from './hints.ts'
import * as itemStore from './item-store.ts'
import { mergeNewest, positionForm, readPosition, writePosition } from './merge.ts'
import { itemOfEvent, presentItem } from './present.ts'
import { type Reader, readerOf } from './reader.ts'

export interface InboxOptions {
  db: Db
  clock: Clock
}

export type InboxService = ReturnType<typeof inboxService>

async function countUnread(db: Queryable, reader: Reader): Promise<number> {
  const events = await eventStore.countUnreadEvents(db, reader, mostUnread)
  if (events === mostUnread) return events
  return Math.min(mostUnread, events + (await itemStore.countUnreadItems(db, reader, mostUnread)))
}

/**
 * What a person was told. Items of events are made of the events themselves when they are read; notices, and copies
 * of events that retention dropped, are rows (docs/decisions/0013-the-inbox-is-derived-from-events.md).
 */
export function inboxService({ db, clock }: InboxOptions) {
  async function readEvent(tx: Tx, reader: Reader & { userId: number }, id: string, at: Date) {
    const named = eventOfItem(id)
    if (named === undefined) return undefined
    const event = await eventStore.findEvent(tx, reader, named.eventId)
    if (event === undefined || event.created_at.getTime() !== named.createdAt.getTime()) return undefined
    if (event.read_at !== null) return itemOfEvent(event)
    await eventStore.readEvent(tx, reader, event.id, at)
    return itemOfEvent({ ...event, read_at: at })
  }

  return {
    async list(actor: Actor, query: InboxQuery): Promise<InboxPage> {
      const reader = readerOf(actor.principal)
      const { limit, unread, project_no: projectNo, type } = query
      const filter = { unread, projectNo, type }
      const from = readPosition(decodeCursor(query.cursor, positionForm))
      const events = await eventStore.listEvents(db, reader, filter, from.event, limit + 1)
      const items = await itemStore.listItems(db, reader, filter, from.item, limit + 1)
      const shown = mergeNewest(events.map(itemOfEvent), items, limit)
      const position = {
        event: events[shown.events - 1]?.id ?? from.event,
        item: items[shown.items - 1]?.id ?? from.item,
      }
      return {
        data: shown.merged.map(presentItem),
        next_cursor: events.length + items.length > limit ? encodeCursor(writePosition(position)) : null,
        unread_count: await countUnread(db, reader),
      }
    },

    /** Reading again changes nothing. */
    async read({ principal }: Actor<UserPrincipal>, id: string): Promise<InboxItem> {
      const reader = { ...readerOf(principal), userId: principal.userId }
      return db.transaction(async (tx) => {
        const at = clock.now()
        const item = (await itemStore.readItem(tx, reader, id, at)) ?? (await readEvent(tx, reader, id, at))
        if (item === undefined) throw notFound()
        await hintInbox(tx, reader.workspaceId, [reader.userId])
        return presentItem(item)
      })
    },

    /** All that is there now. What is committed later is unread, even where its event's id is lower. */
    async readAll({ principal }: Actor<UserPrincipal>): Promise<{ unread_count: number }> {
      const reader = { ...readerOf(principal), userId: principal.userId }
      const bound = await readBound(db)
      return db.transaction(async (tx) => {
        const at = clock.now()
        await eventStore.readAllEvents(tx, reader, bound, at)
        await itemStore.readAllItems(tx, reader, at)
        await hintInbox(tx, reader.workspaceId, [reader.userId])
        return { unread_count: await countUnread(tx, reader) }
      })
    },
  }
}
