import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { InboxItem, InboxPage } from '../../src/contract/inbox.ts'
import type { ThreadAnswer } from '../../src/contract/threads.ts'
import { api, type Page, query } from './client.ts'
import { refreshRecords } from './records.ts'

export type Thread = ThreadAnswer

export const threadsQuery = infiniteQueryOptions({
  queryKey: ['records', 'threads'],
  queryFn: ({ pageParam: cursor }) =>
    api.get<Page<Thread>>(`/messages/threads${query({ limit: 20, cursor })}`),
  initialPageParam: null as string | null,
  getNextPageParam: ({ next_cursor }) => next_cursor,
  refetchInterval: 15_000,
})

/** The newest 200 messages from customers that the inbox shows and nobody has marked as read. */
export const unreadMessagesQuery = queryOptions({
  queryKey: ['records', 'inbox', 'messages'],
  queryFn: () => api.get<InboxPage>('/inbox?type=notice.message&unread=true&limit=200'),
  refetchInterval: 15_000,
})

/** The thread that an item tells of: of a project by its number, else a customer's general one. */
export type ThreadName = { projectNo: string } | { customerId: number }

export const isOfThread = (
  { project_no, url }: Pick<InboxItem, 'project_no' | 'url'>,
  name: ThreadName,
): boolean =>
  'projectNo' in name
    ? project_no === name.projectNo
    : project_no === null &&
      url !== null &&
      new URL(url, 'http://here').searchParams.get('customer_id') === String(name.customerId)

export const nameOfThread = ({ project_no, customer_id }: Thread): ThreadName =>
  project_no === null ? { customerId: customer_id } : { projectNo: project_no }

/** Marks what the inbox tells of a thread as read. */
export async function readThread(items: readonly InboxItem[], name: ThreadName): Promise<void> {
  const unread = items.filter((item) => isOfThread(item, name))
  if (unread.length === 0) return
  await Promise.all(unread.map(({ id }) => api.post(`/inbox/${id}/read`)))
  void refreshRecords()
}
