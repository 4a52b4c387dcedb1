import type { UseQueryResult } from '@tanstack/react-query'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Page } from '../../api/client.ts'
import { Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'

/** A card of a board: what it reads, and how that is shown. */
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
  const { data, error, refetch } = query
  const rows = data?.data.filter((one) => waits?.(one) ?? true) ?? []
  const more = data?.next_cursor ? '+' : ''
  return (
    <Panel className="grid grid-cols-1 grid-rows-[auto_1fr_auto] gap-3">
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
      <div>
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
      </div>
      <p className="text-sm">{all}</p>
    </Panel>
  )
}

/** Cards are as high as what they hold, so they are shown together: one that came alone would move the next ones. */
export const Board = ({
  waitsFor,
  children,
}: {
  waitsFor: readonly { isPending: boolean }[]
  children: ReactNode
}) => {
  if (waitsFor.some(({ isPending }) => isPending)) return <BoardSkeleton />
  return (
    <div className="grid grid-cols-1 gap-4 md:grid-cols-2 md:[&>:last-child:nth-child(odd)]:col-span-2">
      {children}
    </div>
  )
}

const BoardSkeleton = () => (
  <div role="status" aria-label="Loading" className="grid grid-cols-1 gap-4 md:grid-cols-2">
    {Array.from({ length: 4 }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
      <Panel key={index} className="grid h-76 content-start gap-5">
        <div className="h-6 w-2/5 animate-pulse rounded bg-sunken" />
        {Array.from({ length: mostShown }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <div key={row} className="h-4 animate-pulse rounded bg-sunken" />
        ))}
      </Panel>
    ))}
  </div>
)
