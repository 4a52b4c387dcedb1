import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ReplayAnswer, replayCount, replayStarted } from '../../src/contract/replays.ts'
import { api } from './client.ts'
import { refreshWebhooks } from './webhooks.ts'

export type Replay = ReplayAnswer

interface ReplayWish {
  from: string
  to: string
  statuses?: readonly string[]
  dry_run?: boolean
}

/** With `dry_run` only the count, else the operation. */
export const startReplay = (webhookId: string, wish: ReplayWish) =>
  api.post<z.output<typeof replayCount> | z.output<typeof replayStarted>>(
    `/webhooks/${webhookId}/replays`,
    wish,
  )

export const replayQuery = (id: string, isOver: (replay: Replay) => boolean) =>
  queryOptions({
    queryKey: ['replays', id],
    queryFn: () => api.get<Replay>(`/webhooks/replays/${id}`),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 1_000),
  })

export async function stopReplay(id: string): Promise<void> {
  await api.post(`/webhooks/replays/${id}/cancel`)
  await refreshWebhooks()
}
