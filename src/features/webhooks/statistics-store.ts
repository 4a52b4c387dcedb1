import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { binStarts, groupOfCode, type Mark, outcomeOfHundred } from '../../domain/delivery/statistics.ts'
import { ownedBy } from './store.ts'

// What the domain says about codes and statuses, as SQL: the words are ours, none comes from outside.
const cases = (of: Readonly<Record<string, string>>, literal: (key: string) => string): string =>
  Object.entries(of)
    .map(([key, outcome]) => `WHEN ${literal(key)} THEN '${outcome}'`)
    .join(' ')
const outcome = sql.raw(`CASE WHEN a.error_code IS NOT NULL
  THEN CASE a.error_code ${cases(groupOfCode, (code) => `'${code}'`)} ELSE 'other' END
  ELSE CASE a.response_status / 100 ${cases(outcomeOfHundred, (digit) => digit)} ELSE 'other' END END`)
const bin = sql.raw(`width_bucket(a.duration_ms, '{${binStarts.join(',')}}'::int[])`)

/** Attempts that began in a time. */
const attemptsIn = (from: Date, to: Date, most: number | null) => sql`
  SELECT delivery_id, number, started_at, duration_ms, response_status, error_code FROM attempts
  WHERE started_at >= ${from} AND started_at < ${to} LIMIT ${most}`

const died = sql`d.status = 'dead' AND d.attempt_count = a.number`

/**
 * The deliveries of `seen`: all that lie between the first and the last of them, in the tables of their days. Days
 * without any are not looked at.
 */
const deliveriesOfSeen = sql`deliveries d ON d.id = a.delivery_id
  AND d.id >= (SELECT delivery_id FROM seen ORDER BY delivery_id LIMIT 1)
  AND d.id <= (SELECT delivery_id FROM seen ORDER BY delivery_id DESC LIMIT 1)`

/** A number of attempts alike: of one bucket of time, one outcome and one bin. */
export interface Counted {
  bucket: Date
  outcome: string
  bin: number
  attempts: number
  dead: number
}

const epoch = sql.raw(`timestamptz '1970-01-01 00:00:00Z'`)
const every = (hours: number) => sql`${hours} * interval '1 hour'`

/** The owner's webhooks, or the one of them that is meant. */
export async function findWebhookIds(db: Queryable, owner: Owner, webhookId: string | undefined) {
  const rows = await db.rows(
    q
      .selectFrom('webhooks as w')
      .select('w.id')
      .where(ownedBy(owner))
      .$if(webhookId !== undefined, (query) => query.where('w.id', '=', webhookId as string)),
  )
  return rows.map(({ id }) => id)
}

interface Buckets {
  from: Date
  to: Date
  /** How wide each is. */
  hours: number
}

/** What was counted of the owner's webhooks, in buckets of so many hours. */
export const readCounted = (
  db: Queryable,
  webhookIds: readonly string[],
  { from, to, hours }: Buckets,
): Promise<Counted[]> =>
  db.rows(sql<Counted>`
    WITH mine AS MATERIALIZED (
      SELECT date_bin(${every(hours)}, s.hour, ${epoch}) AS bucket, s.outcome, s.dead, s.bins, s.counts
      FROM webhook_statistics s
      WHERE s.webhook_id = ANY (${webhookIds}::uuid[]) AND s.hour >= ${from} AND s.hour < ${to})
    SELECT bucket, outcome, u.bin, sum(u.n) AS attempts, 0 AS dead FROM mine, unnest(bins, counts) AS u (bin, n)
    GROUP BY bucket, outcome, u.bin
    UNION ALL
    SELECT bucket, '', 0, 0, sum(dead) FROM mine WHERE dead > 0 GROUP BY bucket`)

/** Up to so many webhooks are tried one after the other for each attempt; more of them cost less all at once. */
const fewWebhooks = 10

/**
 * The same of attempts as they are in the log now, for a time that is not counted yet. Null when there are more than
 * `most` of them, of all owners together.
 */
export async function countNow(
  db: Queryable,
  webhookIds: readonly string[],
  { from, to, hours }: Buckets,
  most: number,
): Promise<Counted[] | null> {
  const deliveries =
    webhookIds.length <= fewWebhooks
      ? sql`CROSS JOIN LATERAL (SELECT status, attempt_count FROM deliveries
              WHERE webhook_id = ANY (${webhookIds}::uuid[]) AND id = a.delivery_id OFFSET 0) d`
      : sql`JOIN ${deliveriesOfSeen} AND d.webhook_id = ANY (${webhookIds}::uuid[])`
  const rows = await db.rows(sql<Counted & { seen: number }>`
    WITH seen AS MATERIALIZED (${attemptsIn(from, to, most + 1)})
    SELECT date_bin(${every(hours)}, a.started_at, ${epoch}) AS bucket, ${outcome} AS outcome, ${bin} AS bin,
           count(*) AS attempts, count(*) FILTER (WHERE ${died}) AS dead, 0 AS seen
    FROM seen a ${deliveries}
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT ${from}, '', 0, 0, 0, count(*) FROM seen`)
  return rows.some((row) => row.seen > most) ? null : rows
}

export async function readMark(db: Queryable): Promise<Mark | undefined> {
  const row = await db.maybe(q.selectFrom('statistics_mark').select(['again_from', 'rolled_to']))
  return row && { againFrom: row.again_from, rolledTo: row.rolled_to }
}

/** One node at a time. False when another one is at it. */
export async function beginRollUp(tx: Tx): Promise<boolean> {
  const { ours } = await tx.one(sql<{ ours: boolean }>`SELECT pg_try_advisory_xact_lock(4657013) AS ours`)
  return ours
}

/** When the oldest attempt of the log began. It reads the whole log: once, before anything is counted. */
export async function readFirstAttempt(tx: Tx): Promise<Date | null> {
  const { at } = await tx.one(sql<{ at: Date | null }>`SELECT min(started_at) AS at FROM attempts`)
  return at
}

export const writeMark = (tx: Tx, { againFrom, rolledTo }: Mark) =>
  tx.run(sql`
    INSERT INTO statistics_mark (again_from, rolled_to) VALUES (${againFrom}, ${rolledTo})
    ON CONFLICT (is_the_row) DO UPDATE SET again_from = excluded.again_from, rolled_to = excluded.rolled_to`)

/** Counts the attempts of whole hours anew. Doing it again changes nothing but what has come in since. */
export const rollUp = (tx: Tx, from: Date, to: Date) =>
  tx.run(sql`
    WITH seen AS MATERIALIZED (${attemptsIn(from, to, null)}),
    counted AS MATERIALIZED (
      SELECT d.webhook_id, date_bin(interval '1 hour', a.started_at, ${epoch}) AS hour, ${outcome} AS outcome,
             ${bin} AS bin, count(*)::int AS n, count(*) FILTER (WHERE ${died})::int AS dead
      FROM seen a JOIN ${deliveriesOfSeen} GROUP BY 1, 2, 3, 4)
    INSERT INTO webhook_statistics (webhook_id, hour, outcome, dead, bins, counts)
    SELECT webhook_id, hour, outcome, sum(dead), array_agg(bin ORDER BY bin), array_agg(n ORDER BY bin)
    FROM counted WHERE EXISTS (SELECT FROM webhooks w WHERE w.id = webhook_id)
    GROUP BY webhook_id, hour, outcome
    ON CONFLICT (webhook_id, hour, outcome)
    DO UPDATE SET dead = excluded.dead, bins = excluded.bins, counts = excluded.counts`)

/** Forgets what is older. */
export const dropCounted = (tx: Tx, before: Date) =>
  tx.run(q.deleteFrom('webhook_statistics').where('hour', '<', before))

/**
 * Lets the index of when attempts began know of what was written since. A server's own maintenance does so too; the
 * embedded database has none. It gives way to whoever changes the tables.
 */
export async function summarizeAttempts(tx: Tx): Promise<void> {
  await tx.run(sql`SELECT set_config('lock_timeout', '200ms', true)`)
  await tx.run(sql`
    SELECT brin_summarize_new_values(i.indexrelid) FROM pg_inherits h
    JOIN pg_index i ON i.indrelid = h.inhrelid JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am m ON m.oid = c.relam
    WHERE h.inhparent = 'attempts'::regclass AND m.amname = 'brin'`)
}
