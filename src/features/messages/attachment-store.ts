import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Thread } from './store.ts'

export interface AttachedFile {
  file_id: string
  project_id: string
  name: string
  bytes: number
  media_type: string
}

const columns = ['f.id as file_id', 'f.project_id', 'f.name', 'f.bytes', 'f.media_type'] as const

/** Those of the files that belong to the thread: to its project, or to any project of its customer. They stay. */
export const holdFiles = (
  tx: Tx,
  { workspaceId, customerId, projectId }: Thread,
  ids: readonly string[],
): Promise<AttachedFile[]> => {
  const files = q
    .selectFrom('files as f')
    .innerJoin('projects as p', (join) =>
      join.onRef('p.workspace_id', '=', 'f.workspace_id').onRef('p.id', '=', 'f.project_id'),
    )
    .select(columns)
    .where('f.workspace_id', '=', workspaceId)
    .where('p.customer_id', '=', customerId)
    .where('f.id', 'in', [...ids])
    .orderBy('f.id')
    .forKeyShare('f')
  return tx.rows(projectId === null ? files : files.where('f.project_id', '=', projectId))
}

export const insertAttachments = (
  tx: Tx,
  workspaceId: string,
  messageId: string,
  fileIds: readonly string[],
) =>
  tx.run(
    q.insertInto('message_attachments').values(
      fileIds.map((fileId, position) => ({
        workspace_id: workspaceId,
        message_id: messageId,
        file_id: fileId,
        position,
      })),
    ),
  )

/** Attachments of several messages, each message's in its order. */
export const listAttachments = (db: Queryable, workspaceId: string, messageIds: readonly string[]) =>
  db.rows(
    q
      .selectFrom('message_attachments as a')
      .innerJoin('files as f', 'f.id', 'a.file_id')
      .select([...columns, 'a.message_id'])
      .where('a.workspace_id', '=', workspaceId)
      .where('a.message_id', 'in', [...messageIds])
      .orderBy('a.position'),
  )
