import type { Tx } from '../../db/port.ts'
import * as store from './archive-store.ts'
import { itemOfEvent } from './present.ts'

/** Copies in one insert: PostgreSQL takes 65,535 parameters, and bodies are up to 64 KiB. */
const batchEvents = 200

/**
 * Keeps what the inbox shows of events that retention is about to drop: words, project, time, and whether it was
 * read. For retention, in the transaction that drops them, oldest first: from then on the inbox shows the copies of
 * all events up to `toId`, also where the event itself is still kept because a delivery waits. Returns how many.
 */
export async function archiveEvents(tx: Tx, range: store.EventRange): Promise<number> {
  let copied = 0
  for (let after = 0; ; ) {
    const events = await store.listShownEvents(tx, range, after, batchEvents)
    const last = events.at(-1)
    if (last === undefined) break
    await store.insertCopies(
      tx,
      events.map((event) => ({
        ...itemOfEvent(event),
        workspace_id: event.workspace_id,
        user_id: event.user_id,
      })),
    )
    copied += events.length
    after = last.id
  }
  await store.forgetReads(tx, range.toId)
  await store.raiseArchived(tx, range.toId)
  return copied
}
