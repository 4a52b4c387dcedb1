import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

/** One thread: of a project, or the general one of a customer. */
export interface Thread {
  workspaceId: string
  customerId: number
  /** Null: the general thread. */
  projectId: string | null
}

export interface MessageRow {
  id: string
  project_id: string | null
  customer_id: number
  author_side: 'customer' | 'shop'
  author_id: number | null
  author_name: string
  body: string
  internal: boolean
  created_at: Date
}

const columns = [
  ...(['id', 'project_id', 'customer_id', 'author_side', 'author_id'] as const),
  ...(['author_name', 'body', 'internal', 'created_at'] as const),
]

/** Newest first. `after` is the last id seen. */
export const listMessages = (
  db: Queryable,
  { workspaceId, customerId, projectId }: Thread,
  { internal, after }: { internal: boolean; after: string | undefined },
  limit: number,
) => {
  let messages = q
    .selectFrom('messages')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('customer_id', '=', customerId)
    .where('project_id', projectId === null ? 'is' : '=', projectId)
    .orderBy('id', 'desc')
    .limit(limit)
    .$castTo<MessageRow>()
  if (!internal) messages = messages.where('internal', '=', false)
  if (after !== undefined) messages = messages.where('id', '<', after)
  return db.rows(messages)
}

export const insertMessage = (tx: Tx, row: MessageRow & { workspace_id: string }) =>
  tx.run(q.insertInto('messages').values(row))

/** Takes the person out of what they wrote; the words stay, for they are the other side's too. */
export const renameAuthor = (tx: Tx, userId: number, side: 'customer' | 'shop', name: string) =>
  tx.run(
    q
      .updateTable('messages')
      .set({ author_name: name })
      .where('author_id', '=', userId)
      .where('author_side', '=', side),
  )
