import { unseenTypes } from '../../contract/inbox.ts'
import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { ItemFilter } from './item-store.ts'
import type { Reader } from './reader.ts'

/** An event with its exact body, and when the reader read it. */
export interface EventRow {
  id: number
  type: string
  is_test: boolean
  created_at: Date
  /** JSON of the envelope. */
  body: string
  read_at: Date | null
}

/**
 * The number of the project as it stands in a body, a JSON string. Not with the operators of JSON: those refuse a body
 * that has an escaped NUL anywhere. Bodies are written in one order of keys (`envelopeTail`).
 */
const projectNoForm =
  String.raw`^\{"id":\d+,"type":"[^"]*","user_id":\d+,"created_at":"[^"]*","is_test":\w+,"data":` +
  String.raw`\{"title":"(?:[^"\\]|\\.)*","message":"(?:[^"\\]|\\.)*","project_no":("(?:[^"\\]|\\.)*")`

/** Of older events the inbox has copies; some of them are still there, because a delivery waits. */
const archivedThrough = sql<number>`coalesce((
  SELECT value::bigint FROM deployment WHERE key = 'inbox_archived_through'), 0)`

const eventsOf = ({ workspaceId, userId, events }: Reader) => {
  const own = q
    .selectFrom('events as e')
    .where('e.workspace_id', '=', workspaceId)
    .where('e.user_id', '=', userId)
    .where('e.id', '>', archivedThrough)
    .where('e.type', 'not in', [...unseenTypes])
  return events === 'all' ? own : own.where('e.type', 'like', 'security.%')
}

/** The highest event that "all read" covers. */
const readThrough = ({ workspaceId, userId }: Reader) => sql<number>`coalesce((
  SELECT max(read_through) FROM inbox_marks WHERE workspace_id = ${workspaceId} AND user_id = ${userId}), 0)`

const readSingly = sql<boolean>`EXISTS (
  SELECT FROM inbox_reads r
  WHERE r.workspace_id = e.workspace_id AND r.user_id = e.user_id AND r.event_id = e.id)`

const isUnread = (reader: Reader) => sql<boolean>`(e.id > ${readThrough(reader)} AND NOT ${readSingly})`

/** When it was read: by itself, or with the first "all read" that covers it. */
const readAt = sql<Date | null>`coalesce(
  (SELECT r.read_at FROM inbox_reads r
   WHERE r.workspace_id = e.workspace_id AND r.user_id = e.user_id AND r.event_id = e.id),
  (SELECT m.read_at FROM inbox_marks m
   WHERE m.workspace_id = e.workspace_id AND m.user_id = e.user_id AND m.read_through >= e.id
   ORDER BY m.read_through LIMIT 1))`

const shown = (reader: Reader) =>
  eventsOf(reader).select(['e.id', 'e.type', 'e.is_test', 'e.created_at', 'e.body', readAt.as('read_at')])

/** Events of the reader, newest first. `below` is the last id seen. */
export function listEvents(
  db: Queryable,
  reader: Reader,
  { unread, projectNo, type }: ItemFilter,
  below: number | undefined,
  limit: number,
): Promise<EventRow[]> {
  if (reader.events === 'none') return Promise.resolve([])
  let events = shown(reader).orderBy('e.id', 'desc').limit(limit)
  if (unread !== undefined)
    events = events.where(unread ? isUnread(reader) : sql<boolean>`NOT ${isUnread(reader)}`)
  if (projectNo !== undefined) {
    const stands = JSON.stringify(projectNo)
    events = events
      .where(sql<boolean>`strpos(e.body, ${`,"project_no":${stands}`}) > 0`)
      .where(sql<boolean>`substring(e.body FROM ${projectNoForm}) = ${stands}`)
  }
  if (type !== undefined) events = events.where('e.type', '=', type)
  if (below !== undefined) events = events.where('e.id', '<', below)
  return db.rows(events)
}

export const findEvent = (db: Queryable, reader: Reader, id: number): Promise<EventRow | undefined> =>
  reader.events === 'none'
    ? Promise.resolve(undefined)
    : db.maybe<EventRow>(shown(reader).where('e.id', '=', id))

/** Unread events, counted up to `most`. */
export async function countUnreadEvents(db: Queryable, reader: Reader, most: number): Promise<number> {
  if (reader.events === 'none') return 0
  const unread = eventsOf(reader).select('e.id').where(isUnread(reader)).limit(most).as('unread')
  return (await db.one(q.selectFrom(unread).select((e) => e.fn.countAll<number>().as('n')))).n
}

interface Person {
  workspaceId: string
  userId: number
}

/** The first reading counts. */
export const readEvent = (tx: Tx, { workspaceId, userId }: Person, eventId: number, at: Date) =>
  tx.run(
    q
      .insertInto('inbox_reads')
      .values({ workspace_id: workspaceId, user_id: userId, event_id: eventId, read_at: at })
      .onConflict((conflict) => conflict.doNothing()),
  )

/** Marks every event of the reader up to `bound` as read; the events read one by one need no row any more. */
export async function readAllEvents(
  tx: Tx,
  reader: Reader & { userId: number },
  bound: number,
  at: Date,
): Promise<void> {
  const newest = eventsOf(reader).select('e.id').where('e.id', '<=', bound).orderBy('e.id', 'desc').limit(1)
  await tx.run(sql`
    INSERT INTO inbox_marks (workspace_id, user_id, read_through, read_at)
    SELECT ${reader.workspaceId}, ${reader.userId}, newest.id, ${at} FROM (${newest}) newest
    ON CONFLICT DO NOTHING`)
}
