import type { Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

export interface AuditRow {
  id: string
  workspace_id: string | null
  actor: string
  action: string
  subject: string
  before: string | null
  after: string | null
  created_at: Date
}

export const insertAudit = (tx: Tx, row: AuditRow) => tx.run(q.insertInto('audit_log').values(row))
