import { joinedTexts, splitTexts } from '../db/joined-texts.ts'
import { plainArray } from '../db/plain-array.ts'
import type { Queryable } from '../db/port.ts'
import type { AttemptRecord, EndpointRun, Settlement } from './types.ts'

// Over the row as it is when it is locked: somebody may have enabled the endpoint since the statement began.
// A closing one is left alone: its account is gone, and nobody could enable it again.
const trips = `(w.closing_at IS NULL
                AND ((r.first_failures > 0 AND w.consecutive_failures + r.first_failures >= $18)
                     OR greatest(r.longest_run, r.last_failures) >= $18))`

const settleText = `
WITH owned AS MATERIALIZED (
  SELECT i.*
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::smallint[], $6::smallint[], $7::timestamptz[],
              $8::timestamptz[], $9::int[], ${splitTexts('$10')}, $11::text[], $12::smallint[], ${splitTexts('$13')},
              $14::text[], $15::text[], $16::text[])
    AS i (id, webhook_id, status, attempt_count, internal_failures, next_attempt_at,
          started_at, duration_ms, timings_ms, address, response_status, response_headers, response_body,
          error_code, error_message)
  JOIN lanes l ON l.webhook_id = i.webhook_id AND l.node_id = $1
),
done AS (
  UPDATE deliveries d
  SET status = o.status, attempt_count = o.attempt_count, internal_failures = o.internal_failures,
      next_attempt_at = o.next_attempt_at
  -- Not written as the index of what waits has it: by their keys alone are they found in their day's table.
  FROM owned o WHERE d.webhook_id = o.webhook_id AND d.id = o.id AND d.status || '' = 'pending'
  -- With all that the log needs: joining it again would compare each row with each.
  RETURNING d.id, o.attempt_count, o.started_at, o.duration_ms, o.timings_ms, o.address, o.response_status,
            o.response_headers, o.response_body, o.error_code, o.error_message
),
logged AS (
  INSERT INTO attempts (delivery_id, number, started_at, duration_ms, timings_ms, address, response_status,
                        response_headers, response_body, error_code, error_message)
  SELECT id, attempt_count, started_at, duration_ms, timings_ms::real[], address, response_status,
         response_headers::json, response_body, error_code, error_message
  -- No ON CONFLICT: it costs a record of the log for each row, and what "done" returns has no such attempt yet.
  FROM done WHERE started_at IS NOT NULL
),
endpoints AS (
  UPDATE webhooks w
  SET consecutive_failures = CASE WHEN r.succeeded THEN r.last_failures ELSE w.consecutive_failures + r.last_failures END,
      status = CASE WHEN ${trips} OR r.disable IS NOT NULL THEN 'disabled' ELSE w.status END,
      disabled_reason = CASE WHEN w.status = 'disabled' THEN w.disabled_reason
                             WHEN r.disable IS NULL AND ${trips} THEN 'failures' ELSE r.disable END,
      version = w.version + CASE WHEN w.status = 'enabled' AND (${trips} OR r.disable IS NOT NULL) THEN 1 ELSE 0 END,
      notice_due = CASE WHEN w.status = 'enabled' AND (${trips} OR r.disable IS NOT NULL)
                        THEN coalesce(r.disable, 'failures') ELSE w.notice_due END,
      last_delivery_at = $17
  FROM unnest($19::uuid[], $20::int[], $21::int[], $22::int[], $23::boolean[], $24::text[])
         AS r (webhook_id, first_failures, last_failures, longest_run, succeeded, disable)
  JOIN lanes l ON l.webhook_id = r.webhook_id AND l.node_id = $1
  WHERE w.id = r.webhook_id
    AND (r.last_failures > 0 OR w.consecutive_failures > 0 OR ${trips} OR r.disable IS NOT NULL
         OR w.last_delivery_at IS NULL OR w.last_delivery_at < $17::timestamptz - interval '1 second')
  RETURNING w.id, w.status
)
SELECT (SELECT count(*) FROM done) AS settled,
       coalesce((SELECT array_agg(id::text) FROM endpoints WHERE status = 'disabled'), '{}') AS disabled`

const timingsText = (attempt: AttemptRecord): string =>
  `{${attempt.timingsMs.map((ms) => (ms === null ? 'NULL' : Math.round(ms * 100) / 100)).join(',')}}`

/**
 * Writes the outcome of many attempts, their log rows and what they mean for their endpoints, in one statement.
 * A lane that is no longer this node's matches nothing: its new holder decides. Returns how many were written and
 * which of the endpoints are disabled.
 */
export function settle(
  db: Queryable,
  nodeId: string,
  settlements: readonly Settlement[],
  runs: readonly EndpointRun[],
  breakerFailures: number,
  now: Date,
): Promise<{ settled: number; disabled: string[] }> {
  const attempt = <T>(pick: (record: AttemptRecord) => T): (T | null)[] =>
    settlements.map((settlement) => (settlement.attempt === null ? null : pick(settlement.attempt)))
  return db.one({
    name: 'settle',
    text: settleText,
    values: [
      nodeId,
      plainArray(settlements.map(({ delivery }) => delivery.id)),
      plainArray(settlements.map(({ delivery }) => delivery.webhookId)),
      plainArray(settlements.map(({ status }) => status)),
      plainArray(settlements.map(({ attemptCount }) => attemptCount)),
      plainArray(settlements.map(({ internalFailures }) => internalFailures)),
      plainArray(settlements.map(({ nextAttemptAt }) => nextAttemptAt?.toISOString())),
      plainArray(attempt((record) => record.startedAt.toISOString())),
      plainArray(attempt((record) => Math.round(record.durationMs))),
      joinedTexts(attempt(timingsText)),
      plainArray(attempt((record) => record.address)),
      plainArray(attempt((record) => record.response?.status)),
      joinedTexts(attempt((record) => (record.response ? JSON.stringify(record.response.headers) : null))),
      attempt((record) => record.response?.body ?? null),
      plainArray(attempt((record) => record.error?.code)),
      attempt((record) => record.error?.message ?? null),
      now,
      breakerFailures,
      plainArray(runs.map((run) => run.webhookId)),
      plainArray(runs.map((run) => run.leading)),
      plainArray(runs.map((run) => run.trailing)),
      plainArray(runs.map((run) => run.longest)),
      plainArray(runs.map((run) => run.succeeded)),
      plainArray(runs.map((run) => run.disable)),
    ],
  })
}
