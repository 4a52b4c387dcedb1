import type { Tx } from '../../db/port.ts'
import type { Actor, Principal } from '../../domain/access/principal.ts'
import { newId } from '../../platform/ids.ts'
import { insertAudit } from './store.ts'

export interface AuditEntry {
  workspaceId: string | null
  /** `operator`: somebody at the command line. `scheduler`: the server itself, because the time had come. */
  actor: Actor | 'operator' | 'scheduler'
  /** What was done, as `<thing>.<verb>`: `token.create`. */
  action: string
  /** Id of what it was done to. */
  subject: string
  /** What changed, without secrets. */
  before?: Readonly<Record<string, unknown>>
  after?: Readonly<Record<string, unknown>>
  at: Date
}

function describe(principal: Principal): Record<string, unknown> {
  switch (principal.kind) {
    case 'session':
      return { kind: 'session', user_id: principal.userId }
    case 'pat':
      return { kind: 'pat', user_id: principal.userId, token_id: principal.tokenId }
    case 'api_key':
      return { kind: 'api_key', key_id: principal.keyId }
  }
}

const toRow = ({ actor, before, after, ...entry }: AuditEntry) => ({
  id: newId(entry.at),
  workspace_id: entry.workspaceId,
  actor: JSON.stringify(
    typeof actor === 'string' ? { kind: actor } : { ...describe(actor.principal), address: actor.address },
  ),
  action: entry.action,
  subject: entry.subject,
  before: before ? JSON.stringify(before) : null,
  after: after ? JSON.stringify(after) : null,
  created_at: entry.at,
})

/** Writes who did what into the audit log, in the transaction that does it. */
export async function recordAudit(tx: Tx, ...entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length > 0) await insertAudit(tx, entries.map(toRow))
}
