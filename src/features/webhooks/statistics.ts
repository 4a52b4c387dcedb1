import { notFound, Problem } from '../../contract/errors.ts'
import type { StatisticsAnswer, StatisticsFigures, StatisticsQuery } from '../../contract/statistics.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { type FailureGroup, failureGroups, hourMs, percentile } from '../../domain/delivery/statistics.ts'
import type { WebhookOptions } from './options.ts'
import * as store from './statistics-store.ts'

const dayMs = 24 * hourMs
const limits = {
  hour: { bucketMs: hourMs, usualMs: dayMs, mostDays: 31 },
  day: { bucketMs: dayMs, usualMs: 30 * dayMs, mostDays: 92 },
} as const

/** Attempts of all owners that are counted while somebody waits, at most: some tenths of a second. */
const mostLive = 200_000

const refuse = (path: string, message: string) =>
  new Problem('validation_failed', { detail: `${path} ${message}.`, errors: [{ path, message }] })

function windowOf({ from, to, interval }: StatisticsQuery, now: Date) {
  const { bucketMs, usualMs, mostDays } = limits[interval]
  const end = to ?? now
  const begin = (from ?? new Date(end.getTime() - usualMs)).getTime()
  if (begin >= end.getTime()) throw refuse('to', 'must be after from')
  if (end.getTime() - begin > mostDays * dayMs)
    throw refuse('from', `must be at most ${mostDays} days before to with interval=${interval}`)
  return { from: new Date(Math.floor(begin / bucketMs) * bucketMs), to: end, hours: bucketMs / hourMs }
}

function figuresOf(rows: readonly store.Counted[]): StatisticsFigures {
  const failures = Object.fromEntries(failureGroups.map((group) => [group, 0])) as Record<
    FailureGroup,
    number
  >
  const bins = new Map<number, number>()
  let succeeded = 0
  let dead = 0
  for (const row of rows) {
    dead += row.dead
    if (row.attempts === 0) continue
    if (row.outcome === 'succeeded') succeeded += row.attempts
    else failures[row.outcome as FailureGroup] += row.attempts
    bins.set(row.bin, (bins.get(row.bin) ?? 0) + row.attempts)
  }
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0)
  return {
    attempts: succeeded + failed,
    succeeded,
    failed,
    failures,
    delivered: succeeded,
    dead,
    p50_ms: percentile(bins, 0.5),
    p95_ms: percentile(bins, 0.95),
  }
}

/** What the attempts of an owner's webhooks came to, over time. */
export function statisticsService(
  { db, clock }: Pick<WebhookOptions, 'db' | 'clock'>,
  most: number = mostLive,
) {
  return {
    async read(actor: Actor, query: StatisticsQuery): Promise<StatisticsAnswer> {
      const { webhook_id: webhookId, interval } = query
      const window = windowOf(query, clock.now())
      const webhookIds = await store.findWebhookIds(db, ownerOf(actor.principal), webhookId)
      if (webhookId !== undefined && webhookIds.length === 0) throw notFound()
      const rolledTo = (await store.readMark(db))?.rolledTo ?? new Date(0)
      const between = new Date(
        Math.min(Math.max(rolledTo.getTime(), window.from.getTime()), window.to.getTime()),
      )
      const counted = await store.readCounted(db, webhookIds, { ...window, to: between })
      const live =
        between < window.to ? await store.countNow(db, webhookIds, { ...window, from: between }, most) : []
      const rows = [...counted, ...(live ?? [])]
      const byBucket = Map.groupBy(rows, (row) => row.bucket.getTime())
      const starts: number[] = []
      for (let at = window.from.getTime(); at < window.to.getTime(); at += window.hours * hourMs)
        starts.push(at)
      return {
        from: window.from.toISOString(),
        to: window.to.toISOString(),
        interval,
        complete_to: (live === null ? between : window.to).toISOString(),
        totals: figuresOf(rows),
        data: starts.map((at) => ({
          start: new Date(at).toISOString(),
          ...figuresOf(byBucket.get(at) ?? []),
        })),
      }
    },
  }
}
