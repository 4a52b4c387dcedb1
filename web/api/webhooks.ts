import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { EventTypeAnswer } from '../../src/contract/event-routes.ts'
import type {
  pingAnswer,
  WebhookAnswer,
  WebhookPatch,
  webhookWithSecret,
} from '../../src/contract/webhooks.ts'
import { api, type Page, query, readAll } from './client.ts'
import { readChanged } from './query.ts'

export type Webhook = WebhookAnswer
export type WebhookWithSecret = z.output<typeof webhookWithSecret>
export type Ping = z.output<typeof pingAnswer>
export type EventType = EventTypeAnswer

export interface WebhookFilter {
  url?: string | undefined
  status?: 'enabled' | 'disabled' | undefined
  event_type?: string | undefined
  cursor?: string | undefined
}

const all = ['webhooks'] as const

export const webhooksQuery = (filter: WebhookFilter) =>
  queryOptions({
    queryKey: [...all, 'list', filter],
    queryFn: () => api.get<Page<Webhook>>(`/webhooks${query({ ...filter })}`),
  })

/** All that a filter lets through, on every page. */
export const readAllWebhooks = ({ url, status, event_type }: WebhookFilter) =>
  readAll<Webhook>('/webhooks', { url, status, event_type })

export const webhookQuery = (id: string) =>
  queryOptions({ queryKey: [...all, 'one', id], queryFn: () => api.get<Webhook>(`/webhooks/${id}`) })

export const eventTypesQuery = queryOptions({
  queryKey: ['event-types'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => api.get<{ data: EventType[] }>('/event-types'),
})

/** All of them, for choosing among. */
export const allWebhooksQuery = queryOptions({
  queryKey: [...all, 'all'],
  queryFn: () => readAll<Webhook>('/webhooks'),
})

export const refreshWebhooks = () => readChanged(all)

export interface NewWebhook {
  url: string
  description: string
  event_types: readonly string[]
}

/** The secret is in the answer, which nothing keeps: the list is read again only once it was shown. */
export const createWebhook = (input: NewWebhook) => api.post<WebhookWithSecret>('/webhooks', input)

export const rotateSecret = (id: string, activateAt: Date | null, overlapHours: number) =>
  api.post<WebhookWithSecret>(`/webhooks/${id}/rotate-secret`, {
    ...(activateAt && { activate_at: activateAt.toISOString() }),
    overlap_hours: overlapHours,
  })

const andRefresh = async <T>(work: Promise<T>): Promise<T> => {
  const result = await work
  await refreshWebhooks()
  return result
}

export const updateWebhook = (id: string, patch: WebhookPatch) =>
  andRefresh(api.patch<Webhook>(`/webhooks/${id}`, patch))
export const deleteWebhooks = (ids: readonly string[]) =>
  andRefresh(api.post<{ deleted: string[] }>('/webhooks/delete', { ids }))
export const enableWebhook = (id: string, held: 'release' | 'discard') =>
  andRefresh(api.post<Webhook>(`/webhooks/${id}/enable`, { held }))
export const disableWebhook = (id: string) => andRefresh(api.post<Webhook>(`/webhooks/${id}/disable`))
/** A signed `webhook.test` through the whole pipeline, to this webhook only. */
export const sendTest = (id: string) => api.post<{ event_id: number }>(`/webhooks/${id}/test`)
export const ping = (id: string) => api.post<Ping>(`/webhooks/${id}/ping`)
