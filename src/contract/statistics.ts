import { z } from 'zod'
import { failureGroups } from '../domain/delivery/statistics.ts'
import { id, time, timeInput } from './common.ts'

const statisticsIntervals = ['hour', 'day'] as const

export const statisticsQuery = z.strictObject({
  from: timeInput.optional().meta({
    description:
      'From the begin of the hour or day (UTC) of this time. Default: 24 hours before `to`, or 30 days with `interval=day`.',
  }),
  to: timeInput.optional().meta({ description: 'Before this time. Default: now.' }),
  webhook_id: id.optional().meta({ description: 'Only this webhook. Default: all of the owner.' }),
  interval: z.enum(statisticsIntervals).default('hour').meta({
    description:
      '`hour`: at most 31 days at once. `day`: at most 92, which is how far back statistics reach.',
  }),
})
export type StatisticsQuery = z.output<typeof statisticsQuery>

const count = z.int().min(0)
const milliseconds = z.number().min(0).nullable()

const figures = {
  attempts: count,
  succeeded: count.meta({ description: 'Attempts that were answered 2xx: as many deliveries arrived.' }),
  failed: count,
  failures: z
    .strictObject(
      Object.fromEntries(failureGroups.map((group) => [group, count])) as Record<
        (typeof failureGroups)[number],
        typeof count
      >,
    )
    .meta({ description: 'The failed ones by what prevented them. `connect`: refused, unreachable, reset.' }),
  delivered: count.meta({ description: 'Deliveries that arrived.' }),
  dead: count.meta({ description: 'Deliveries that were given up after their last attempt.' }),
  p50_ms: milliseconds.meta({ description: 'Half of the attempts took no longer; right to about a tenth.' }),
  p95_ms: milliseconds,
}

export const statisticsFigures = z.strictObject(figures)
export type StatisticsFigures = z.output<typeof statisticsFigures>

const statisticsBucket = z.strictObject({
  start: time.meta({ description: 'The begin of the hour or day, in UTC.' }),
  ...figures,
})

export const statistics = z.strictObject({
  from: time,
  to: time,
  interval: z.enum(statisticsIntervals),
  complete_to: time.meta({
    description:
      'Attempts that began before this time are counted. Earlier than `to` only while so many are made that counting the last hour has to wait for its end.',
  }),
  totals: statisticsFigures,
  data: z.array(statisticsBucket).meta({ description: 'Every hour or day of the time, oldest first.' }),
})
export type StatisticsAnswer = z.output<typeof statistics>
