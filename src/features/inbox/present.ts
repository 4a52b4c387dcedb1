import type { EventData } from '../../contract/events/index.ts'
import type { InboxItem } from '../../contract/inbox.ts'
import { eventItemId, readable } from '../../domain/inbox-item.ts'
import type { EventRow } from './event-store.ts'
import type { ItemRow } from './item-store.ts'

/** An item before its times are written out; of an event or stored. */
export const presentItem = ({ read_at, created_at, ...row }: ItemRow): InboxItem => ({
  ...row,
  read_at: read_at?.toISOString() ?? null,
  created_at: created_at.toISOString(),
})

/** What stands in `url` of an event's data is anything that its schema lets pass; as a link only this will do. */
const link = (url: unknown): string | null =>
  typeof url === 'string' && /^https?:\/\/[!-~]+$/.test(url) ? url : null

/** What of an event's body a person reads: the same words that its webhook carries. */
export function wordsOf(body: string) {
  const { title, message, project_no, url } = (JSON.parse(body) as { data: EventData }).data
  return {
    title: readable(title),
    message: readable(message),
    project_no: project_no == null ? null : readable(project_no),
    url: link(url),
  }
}

/** An event as an item of the inbox. */
export const itemOfEvent = ({ id, type, is_test, created_at, body, read_at }: EventRow): ItemRow => ({
  id: eventItemId(created_at, id),
  type,
  ...wordsOf(body),
  event_id: id,
  is_test,
  read_at,
  created_at,
})
