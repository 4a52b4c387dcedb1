import type { Db } from '../../src/db/port.ts'
import type { StoredDelivery } from './ledger.ts'

/** Every delivery with what its attempts say, read behind the program's back. */
export async function readStored(db: Db): Promise<StoredDelivery[]> {
  // Nobody may have counted yet what was written in a minute, and a plan made blind takes minutes.
  await db.run({ text: 'ANALYZE', values: [] })
  return db.rows<StoredDelivery>({
    text: `
      WITH logged AS (
        SELECT delivery_id, count(*) AS n, max(number) AS last_number,
               count(*) FILTER (WHERE response_status BETWEEN 200 AND 299 AND error_code IS NULL) AS good,
               count(*) FILTER (WHERE response_status IS NOT NULL OR error_code IS NOT NULL) AS explained,
               bool_or(error_code = 'internal') AS has_internal
        FROM attempts GROUP BY delivery_id
      )
      SELECT d.event_id AS "eventId", e.type, d.status, d.attempt_count AS "attemptCount",
             left(encode(sha256(convert_to(e.body, 'UTF8')), 'hex'), 16) AS digest,
             coalesce(l.n, 0) AS logged, coalesce(l.last_number, 0) AS "lastNumber", coalesce(l.good, 0) AS good,
             coalesce(l.explained, 0) AS explained, coalesce(l.has_internal, false) AS "hasInternal",
             w.status = 'enabled' AS "endpointEnabled",
             coalesce(extract(epoch FROM now() - d.next_attempt_at) * 1000, 0)::float8 AS "overdueMs"
      FROM deliveries d
      JOIN events e ON e.id = d.event_id
      JOIN webhooks w ON w.id = d.webhook_id
      LEFT JOIN logged l ON l.delivery_id = d.id`,
    values: [],
  })
}
