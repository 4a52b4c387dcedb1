import type { EventDataOf } from '../../contract/events/index.ts'
import type { Tx } from '../../db/port.ts'
import type { Engine } from '../../engine/index.ts'
import type { Notices } from '../inbox/index.ts'
import type { MessageRow } from './store.ts'

export interface TellOptions {
  engine: Pick<Engine, 'enqueue'>
  notices: Pick<Notices, 'tellStaff'>
  /** The site's origin, for links. */
  baseUrl(): string
}

/** What a message says about itself, beside its row. */
export interface Told {
  workspaceId: string
  projectNo: string | null
  /** Written by a key that makes test records. */
  isTest: boolean
}

/**
 * Tells the other side of a new message: the customer by event, which their inbox shows, and the staff by notice. An
 * internal message is told nobody: it leaves neither by webhook nor by inbox (domain.md, "Events").
 */
export async function tellOfMessage(
  tx: Tx,
  { engine, notices, baseUrl }: TellOptions,
  message: MessageRow,
  { workspaceId, projectNo, isTest }: Told,
): Promise<void> {
  if (message.internal) return
  const { id, body, author_name: author, customer_id: customerId, project_id: projectId } = message
  const page = projectId === null ? `${baseUrl()}/messages` : `${baseUrl()}/projects/${projectId}`
  if (message.author_side === 'customer') {
    const title = `New message from ${author}`
    const url = projectId === null ? `${page}?customer_id=${customerId}` : page
    await notices.tellStaff(tx, { workspaceId, family: 'message', title, message: body, projectNo, url })
    return
  }
  const data: EventDataOf<'message.reply'> = {
    title: 'New message from the shop',
    message: body,
    project_no: projectNo,
    message_id: id,
    author,
    url: page,
  }
  const type = projectId === null ? 'message.general_reply' : 'message.reply'
  await engine.enqueue(tx, [{ workspaceId, userId: customerId, type, data, isTest }])
}
