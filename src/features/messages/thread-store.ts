import type { Queryable } from '../../db/port.ts'
import { sql } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'

export interface ThreadRow {
  /** Of its newest message. */
  id: string
  customer_id: number
  customer_name: string
  company: string | null
  project_id: string | null
  project_no: string | null
  project_name: string | null
  author_side: 'customer' | 'shop'
  author_name: string
  excerpt: string
  internal: boolean
  created_at: Date
}

export interface ThreadFilter {
  customerId: number | undefined
  /** The last id seen. */
  after: string | undefined
}

/** Threads that the owner sees, the one that was written in last first. Internal messages are the shop's alone. */
export const listThreads = (
  db: Queryable,
  { workspaceId, customerId: own }: Owner,
  filter: ThreadFilter,
  limit: number,
) => {
  const { customerId = null, after = null } = filter
  return db.rows<ThreadRow>(sql<ThreadRow>`
    SELECT l.id, l.customer_id, u.name AS customer_name, t.company, l.project_id, p.project_no,
      p.name AS project_name, l.author_side, l.author_name, left(l.body, 200) AS excerpt, l.internal, l.created_at
    FROM (
      SELECT DISTINCT ON (customer_id, project_id) * FROM messages
      WHERE workspace_id = ${workspaceId} AND (${own}::bigint IS NULL OR customer_id = ${own}::bigint AND NOT internal)
        AND (${customerId}::bigint IS NULL OR customer_id = ${customerId}::bigint)
      ORDER BY customer_id, project_id, id DESC) AS l
    JOIN users u ON u.id = l.customer_id
    LEFT JOIN projects p ON p.workspace_id = l.workspace_id AND p.id = l.project_id
    LEFT JOIN customer_terms t ON t.workspace_id = l.workspace_id AND t.user_id = l.customer_id
    WHERE ${after}::uuid IS NULL OR l.id < ${after}::uuid
    ORDER BY l.id DESC LIMIT ${limit}`)
}
