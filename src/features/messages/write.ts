import { Problem } from '../../contract/errors.ts'
import type { MessageAnswer } from '../../contract/messages.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, ownerOf, type Principal } from '../../domain/access/principal.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { type AttachedFile, holdFiles, insertAttachments } from './attachment-store.ts'
import { findShopName, findUserName } from './people-store.ts'
import { presentMessage } from './present.ts'
import { insertMessage, type MessageRow, type Thread } from './store.ts'
import { type TellOptions, tellOfMessage } from './tell.ts'

export interface NewMessage {
  body: string
  internal?: boolean | undefined
  /** Ids of files. */
  attachments?: readonly string[] | undefined
}

const refused = (path: string, message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path, message }] })

/** Who writes, by the name they have now. A key speaks for its shop. */
async function authorOf(tx: Tx, principal: Principal) {
  const side = ownerOf(principal).customerId === null ? ('shop' as const) : ('customer' as const)
  return principal.kind === 'api_key'
    ? { author_side: side, author_id: null, author_name: await findShopName(tx, principal.workspaceId) }
    : {
        author_side: side,
        author_id: principal.userId,
        author_name: await findUserName(tx, principal.userId),
      }
}

async function attach(tx: Tx, thread: Thread, messageId: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  const found = new Map((await holdFiles(tx, thread, ids)).map((file) => [file.file_id, file]))
  const missing = ids.findIndex((id) => !found.has(id))
  if (missing !== -1) throw refused(`attachments[${missing}]`, 'is not a file of this thread')
  await insertAttachments(tx, thread.workspaceId, messageId, ids)
  return ids.map((id) => found.get(id) as AttachedFile)
}

/** Writes a message into a thread that the caller has found to be visible, and tells the other side. */
export async function writeMessage(
  tx: Tx,
  options: TellOptions & { clock: Clock },
  actor: Actor,
  thread: Thread & { projectNo: string | null },
  { body, internal = false, attachments = [] }: NewMessage,
): Promise<MessageAnswer> {
  const author = await authorOf(tx, actor.principal)
  if (internal && author.author_side === 'customer')
    throw refused('internal', 'is for the members of the shop')
  const at = options.clock.now()
  const row: MessageRow = {
    id: newId(at),
    project_id: thread.projectId,
    customer_id: thread.customerId,
    ...author,
    body,
    internal,
    created_at: at,
  }
  await insertMessage(tx, { ...row, workspace_id: thread.workspaceId })
  const files = await attach(tx, thread, row.id, attachments)
  const { workspaceId, projectNo } = thread
  await tellOfMessage(tx, options, row, { workspaceId, projectNo, isTest: actsAsTest(actor.principal) })
  const answer = presentMessage(row, files)
  await rememberAnswer(tx, actor.claim, answer)
  return answer
}
