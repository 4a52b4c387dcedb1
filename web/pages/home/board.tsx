import type { UseQueryResult } from '@tanstack/react-query'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Page } from '../../api/client.ts'
import { Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'

interface CardProps<T extends { id: string }> {
  icon: LucideIcon
  title: string
  query: UseQueryResult<Page<T>>
  /** Of what was read, what waits. */
  waits?(row: T): boolean
  row(row: T): ReactNode
  /** When nothing waits. */
  none: string
  all: ReactNode
}

const mostShown = 5

/** One kind of thing that waits: how many, the first of them, and the way to all. */
export function Card<T extends { id: string }>({
  icon: Icon,
  title,
  query,
  waits,
  row,
  none,
  all,
}: CardProps<T>) {
  const { data, error, isPending, refetch } = query
  const rows = data?.data.filter((one) => waits?.(one) ?? true) ?? []
  const more = data?.next_cursor ? '+' : ''
  return (
    <Panel className="grid grid-cols-1 content-start gap-3">
      <div className="flex items-center gap-2.5">
        <Icon aria-hidden className="size-4 shrink-0 text-soft" />
        <h2 className="font-semibold">{title}</h2>
        {data && (
          <span className="ml-auto text-2xl font-semibold tabular-nums">
            {rows.length}
            {more}
          </span>
        )}
      </div>
      {isPending && <Skeleton rows={2} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && <p className="text-sm text-soft">{none}</p>}
      {rows.length > 0 && (
        <ul className="divide-y divide-line text-sm">
          {rows.slice(0, mostShown).map((one) => (
            <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-2">
              {row(one)}
            </li>
          ))}
        </ul>
      )}
      <p className="text-sm">{all}</p>
    </Panel>
  )
}

export const Board = ({ children }: { children: ReactNode }) => (
  <div className="grid grid-cols-1 items-start gap-4 md:grid-cols-2">{children}</div>
)
