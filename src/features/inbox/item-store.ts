import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Reader } from './reader.ts'

export interface ItemRow {
  id: string
  type: string
  title: string
  message: string
  project_no: string | null
  url: string | null
  event_id: number | null
  is_test: boolean
  read_at: Date | null
  created_at: Date
}

/** Which items are wanted; undefined says nothing. */
export interface ItemFilter {
  unread: boolean | undefined
  projectNo: string | undefined
  type: string | undefined
}

const columns = [
  ...(['id', 'type', 'title', 'message', 'project_no', 'url'] as const),
  ...(['event_id', 'is_test', 'read_at', 'created_at'] as const),
]

const itemsOf = ({ workspaceId, userId }: Reader) =>
  q
    .selectFrom('inbox_items')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', userId === null ? 'is' : '=', userId)

/** Stored items, newest first. `below` is the last id seen. */
export function listItems(
  db: Queryable,
  reader: Reader,
  { unread, projectNo, type }: ItemFilter,
  below: string | undefined,
  limit: number,
): Promise<ItemRow[]> {
  let items = itemsOf(reader).select(columns).orderBy('id', 'desc').limit(limit)
  if (unread !== undefined) items = items.where('read_at', unread ? 'is' : 'is not', null)
  if (projectNo !== undefined) items = items.where('project_no', '=', projectNo)
  if (type !== undefined) items = items.where('type', '=', type)
  if (below !== undefined) items = items.where('id', '<', below)
  return db.rows(items)
}

/** Unread stored items, counted up to `most`. */
export const countUnreadItems = async (db: Queryable, reader: Reader, most: number): Promise<number> => {
  const unread = itemsOf(reader).select('id').where('read_at', 'is', null).limit(most).as('unread')
  return (await db.one(q.selectFrom(unread).select((e) => e.fn.countAll<number>().as('n')))).n
}

const changeOf = ({ workspaceId, userId }: Reader, at: Date) =>
  q
    .updateTable('inbox_items')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .set((e) => ({ read_at: e.fn.coalesce('read_at', e.val(at)) }))

/** Marks one as read; the first reading counts. Undefined when there is no such item. */
export const readItem = (tx: Tx, reader: Reader, id: string, at: Date) =>
  tx.maybe<ItemRow>(changeOf(reader, at).where('id', '=', id).returning(columns))

export const readAllItems = (tx: Tx, reader: Reader, at: Date) =>
  tx.run(changeOf(reader, at).where('read_at', 'is', null))
