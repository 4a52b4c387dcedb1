import type { Db, Tx } from '../../db/port.ts'
import { inboxChannel, notifyInbox } from './hint-store.ts'

/** Somebody's inbox that may have changed; `all` when hints may have been missed. */
export type InboxHint = { workspaceId: string; userIds: readonly number[] } | 'all'

/**
 * Tells every node, when the transaction commits, that these people's inboxes have changed by something that is no
 * event: a notice, or a read mark. Of events the engine tells.
 */
export async function hintInbox(tx: Tx, workspaceId: string, userIds: readonly number[]): Promise<void> {
  if (userIds.length > 0) await notifyInbox(tx, `${workspaceId}|${userIds.join(',')}`)
}

function parse(payload: string): InboxHint {
  const [workspaceId = '', ids = ''] = payload.split('|')
  return ids === '*' ? 'all' : { workspaceId, userIds: ids.split(',').map(Number) }
}

/** Hears those hints, of this node and of others. Resolves with how to stop. */
export const listenInbox = (db: Db, onHint: (hint: InboxHint) => void): Promise<() => Promise<void>> =>
  db.listen(inboxChannel, {
    onPayload: (payload) => onHint(parse(payload)),
    onState: () => onHint('all'),
  })
