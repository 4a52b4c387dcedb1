import type { Tx } from '../../db/port.ts'
import { sql } from '../../db/query.ts'

/** Hints that an inbox has changed: `<workspace id>|<user ids>`, or `|*` when they are too many to name. */
export const inboxChannel = 'fabwire_inbox'
/** PostgreSQL takes less than 8,000 bytes. */
const mostBytes = 7_000

export const notifyInbox = (tx: Tx, payload: string) =>
  tx.run(sql`SELECT pg_notify(${inboxChannel}, ${payload.length > mostBytes ? '|*' : payload})`)
