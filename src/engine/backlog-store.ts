import type { Queryable } from '../db/port.ts'

/** `due`: its time has come. `later`: it waits for its next try. `held`: its endpoint is disabled. */
export type BacklogState = 'due' | 'later' | 'held'

export interface BacklogRow {
  audience: 'customer' | 'workspace'
  state: BacklogState
  deliveries: number
  /** The earliest time at which one of them was due. */
  oldest: Date
}

/** What waits, by class of lane. Reads through the index of what waits: for figures, not for deciding. */
export const readBacklog = (db: Queryable, now: Date) =>
  db.rows<BacklogRow>({
    text: `
      SELECT w.audience, s.state, sum(s.n)::bigint AS deliveries, min(s.oldest) AS oldest
      FROM (
        SELECT d.webhook_id, d.next_attempt_at <= $1 AS due, count(*) AS n, min(d.next_attempt_at) AS oldest
        FROM deliveries d WHERE d.status = 'pending' GROUP BY 1, 2
      ) c
      JOIN webhooks w ON w.id = c.webhook_id
      CROSS JOIN LATERAL (
        SELECT CASE WHEN w.status = 'disabled' THEN 'held' WHEN c.due THEN 'due' ELSE 'later' END AS state, c.n, c.oldest
      ) s
      GROUP BY 1, 2`,
    values: [now],
  })

export interface EndpointCount {
  audience: 'customer' | 'workspace'
  status: 'enabled' | 'disabled'
  n: number
}

export const readEndpointCounts = (db: Queryable) =>
  db.rows<EndpointCount>({
    text: 'SELECT audience, status, count(*) AS n FROM webhooks GROUP BY 1, 2',
    values: [],
  })
