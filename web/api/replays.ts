import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ReplayAnswer, replayCount, replayStarted } from '../../src/contract/replays.ts'
import { api, type Page, query } from './client.ts'
import { readChanged } from './query.ts'

export type Replay = ReplayAnswer

interface ReplayWish {
  from: string
  to: string
  statuses?: readonly string[]
  types?: readonly string[]
  dry_run?: boolean
}

/** With `dry_run` only the count, else the operation. */
export const startReplay = (webhookId: string, wish: ReplayWish) =>
  api.post<z.output<typeof replayCount> | z.output<typeof replayStarted>>(
    `/webhooks/${webhookId}/replays`,
    wish,
  )

export const isOver = ({ status }: Replay): boolean => status === 'done' || status === 'cancelled'

/** A webhook's last replays, newest first; read again and again while one of them goes on. */
export const replaysQuery = (webhookId: string) =>
  queryOptions({
    queryKey: ['replays', webhookId],
    queryFn: () => api.get<Page<Replay>>(`/webhooks/${webhookId}/replays${query({ limit: 10 })}`),
    refetchInterval: ({ state }) => (state.data?.data.every(isOver) ? false : 1_000),
  })

export const refreshReplays = (webhookId: string) => readChanged(['replays', webhookId])

export async function stopReplay({ id, webhook_id }: Replay): Promise<void> {
  await api.post(`/webhooks/replays/${id}/cancel`)
  await refreshReplays(webhook_id)
}
