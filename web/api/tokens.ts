import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { TokenInput, tokenAnswer, tokenWithSecret } from '../../src/contract/tokens.ts'
import { api, type Page, query, readAll } from './client.ts'
import { readChanged } from './query.ts'

export type Token = z.output<typeof tokenAnswer>
type TokenWithSecret = z.output<typeof tokenWithSecret>

export interface TokenFilter {
  name?: string | undefined
  cursor?: string | undefined
}

const all = ['tokens'] as const

export const tokensQuery = (filter: TokenFilter) =>
  queryOptions({
    queryKey: [...all, filter],
    queryFn: () => api.get<Page<Token>>(`/tokens${query({ ...filter })}`),
  })

/** All that a filter lets through, on every page. */
export const readAllTokens = ({ name }: TokenFilter) => readAll<Token>('/tokens', { name })

/** All of them, for what is said of them together. */
export const allTokensQuery = queryOptions({
  queryKey: [...all, 'all'],
  queryFn: () => readAll<Token>('/tokens'),
})

export const refreshTokens = () => readChanged(all)
/** The secrets in these answers are kept by nothing but the dialog that shows them. */
export const createToken = (input: TokenInput) => api.post<TokenWithSecret>('/tokens', input)
export const rotateToken = (id: string, graceSeconds: number) =>
  api.post<TokenWithSecret>(`/tokens/${id}/rotate`, { grace_seconds: graceSeconds })

export async function revokeToken(id: string): Promise<void> {
  await api.delete(`/tokens/${id}`)
  await refreshTokens()
}
