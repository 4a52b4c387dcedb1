import type { MessageAnswer } from '../../contract/messages.ts'
import type { AttachedFile } from './attachment-store.ts'
import type { MessageRow } from './store.ts'

export const presentMessage = (
  { author_side, author_id, author_name, created_at, ...row }: MessageRow,
  files: readonly AttachedFile[],
): MessageAnswer => ({
  ...row,
  author: { side: author_side, user_id: author_id, name: author_name },
  attachments: files.map(({ file_id, project_id, name, bytes, media_type }) => ({
    file_id,
    project_id,
    name,
    bytes,
    media_type,
  })),
  created_at: created_at.toISOString(),
})
