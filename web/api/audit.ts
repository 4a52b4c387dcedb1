import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AuditLine } from '../../src/contract/audit.ts'
import { api, type Page, query } from './client.ts'

export type { AuditLine }

/** Which lines to show, as the address of the page says it; days as `2026-05-15`, of the reader's calendar. */
export interface AuditSearch {
  actor?: string | undefined
  action?: string | undefined
  from?: string | undefined
  /** The last day shown. */
  to?: string | undefined
}

/** Midnight at the start of a day, some days later; undefined for what is no day. */
function startOfDay(day: string | undefined, daysLater = 0): string | undefined {
  const [year, month, date] =
    /^(\d{4})-(\d\d)-(\d\d)$/
      .exec(day ?? '')
      ?.slice(1)
      .map(Number) ?? []
  if (year === undefined || month === undefined || date === undefined) return undefined
  return new Date(year, month - 1, date + daysLater).toISOString()
}

const filterOf = ({ actor, action, from, to }: AuditSearch) => ({
  actor,
  action,
  from: startOfDay(from),
  to: startOfDay(to, 1),
})

/** Newest first, page by page. */
export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: ({ pageParam: cursor }) =>
      api.get<Page<AuditLine>>(`/workspace/audit${query({ ...filterOf(search), cursor })}`),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })

/** The whole selection as a file. */
export const auditCsvUrl = (search: AuditSearch): string =>
  `/api/workspace/audit.csv${query(filterOf(search))}`

/** What was done to one record, newest first. */
export const historyQuery = (subject: string) =>
  queryOptions({
    queryKey: ['audit', 'of', subject],
    queryFn: () => api.get<Page<AuditLine>>(`/workspace/audit${query({ subject, limit: 200 })}`),
  })
