import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { StatisticsAnswer, StatisticsFigures } from '../../src/contract/statistics.ts'
import { api, query } from './client.ts'
import { unlessLive } from './live.ts'
import { queryClient } from './query.ts'

export type Statistics = StatisticsAnswer
export type Figures = StatisticsFigures
export type Range = '24h' | '7d'

const hourMs = 3_600_000
const hoursOf: Readonly<Record<Range, number>> = { '24h': 24, '7d': 168 }
const all = ['statistics'] as const

/** The last day or week by the hour, the hour that is under way included; of all one's webhooks or of one. */
export const statisticsQuery = (range: Range, webhookId?: string) =>
  queryOptions({
    queryKey: [...all, range, webhookId],
    queryFn: () => {
      const to = Date.now()
      const from = new Date(to - (hoursOf[range] - 1) * hourMs).toISOString()
      return api.get<Statistics>(
        `/webhooks/statistics${query({ from, to: new Date(to + 1).toISOString(), webhook_id: webhookId })}`,
      )
    },
    placeholderData: keepPreviousData,
    refetchInterval: unlessLive(30_000),
  })

export const refreshStatistics = () => queryClient.invalidateQueries({ queryKey: all })
