import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ApiKeyInput, ApiKeyPatch, apiKeyAnswer, apiKeyWithSecret } from '../../src/contract/tokens.ts'
import { api, type Page, query, readAll } from './client.ts'
import { readChanged } from './query.ts'

export type ApiKey = z.output<typeof apiKeyAnswer>
export type ApiKeyWithSecret = z.output<typeof apiKeyWithSecret>

export interface KeyFilter {
  name?: string | undefined
  status?: 'active' | 'expired' | undefined
  cursor?: string | undefined
}

const all = ['api-keys'] as const

export const keysQuery = (filter: KeyFilter) =>
  queryOptions({
    queryKey: [...all, filter],
    queryFn: () => api.get<Page<ApiKey>>(`/api-keys${query({ ...filter })}`),
  })

/** All that a filter lets through, on every page. */
export const readAllKeys = ({ name, status }: KeyFilter) => readAll<ApiKey>('/api-keys', { name, status })

export const keyQuery = (id: string) =>
  queryOptions({ queryKey: [...all, id], queryFn: () => api.get<ApiKey>(`/api-keys/${id}`) })

/** The secret is in the answer, which nothing keeps: the list is read again only once it was shown. */
export const createKey = (input: ApiKeyInput) => api.post<ApiKeyWithSecret>('/api-keys', input)
export const refreshKeys = () => readChanged(all)

export async function updateKey(id: string, patch: ApiKeyPatch): Promise<ApiKey> {
  const key = await api.patch<ApiKey>(`/api-keys/${id}`, patch)
  await refreshKeys()
  return key
}

export async function revokeKeys(ids: readonly string[]): Promise<string[]> {
  const { revoked } = await api.post<{ revoked: string[] }>('/api-keys/revoke', { ids })
  await refreshKeys()
  return revoked
}
