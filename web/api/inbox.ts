import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { InboxItem, InboxPage } from '../../src/contract/inbox.ts'
import { parseRole } from '../../src/domain/access/roles.ts'
import { useAccount } from './account.ts'
import { api, query } from './client.ts'
import { unlessLive } from './live/tab.ts'
import { type InboxChange, useLiveInbox } from './live.ts'
import { queryClient, readChanged } from './query.ts'

export type { InboxItem }

/** Below the records: what is done to any of them may bring news. */
const key = ['records', 'inbox'] as const

export interface InboxFilter {
  /** Only what is unread. */
  unread?: boolean | undefined
  cursor?: string | undefined
}

export const inboxQuery = ({ unread, cursor }: InboxFilter) =>
  queryOptions({
    queryKey: [...key, 'page', { unread, cursor }],
    queryFn: () => api.get<InboxPage>(`/inbox${query({ unread: unread ? 'true' : undefined, cursor })}`),
    placeholderData: keepPreviousData,
    // It changes when its reader wants it to: what is new is announced.
    refetchOnWindowFocus: false,
  })

/** The newest item, and how many are unread. */
export const inboxStateQuery = queryOptions({
  queryKey: [...key, 'state'],
  async queryFn(): Promise<InboxChange> {
    const { data, unread_count } = await api.get<InboxPage>('/inbox?limit=1')
    return { id: data[0]?.id ?? null, title: data[0]?.title ?? null, unread_count }
  },
  refetchInterval: unlessLive(15_000),
})

/** How the inbox stands, as it changes; null until it is known, and for who has none: no role, no inbox. */
export function useInboxState(): InboxChange | null {
  const hasInbox = parseRole(useAccount().workspace.role) !== null
  useLiveInbox(
    useCallback((change) => queryClient.setQueryData(inboxStateQuery.queryKey, change), []),
    useCallback(() => void queryClient.invalidateQueries({ queryKey: inboxStateQuery.queryKey }), []),
  )
  return useQuery({ ...inboxStateQuery, enabled: hasInbox }).data ?? null
}

const readAgain = () => readChanged(key)

export async function markRead(id: string): Promise<void> {
  await api.post(`/inbox/${id}/read`)
  await readAgain()
}

export async function markAllRead(): Promise<void> {
  await api.post('/inbox/read-all')
  await readAgain()
}
