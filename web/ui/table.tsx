import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Scroll } from './scroll.tsx'

/** For cells of a column that phones do without. */
export const wide = 'max-sm:hidden'

interface TableProps {
  label: string
  head: readonly ReactNode[]
  /** Columns that phones do without, counted from 0; their cells are `wide`. */
  wideColumns?: readonly number[]
  children: ReactNode
}

/** Rows under headings; on a narrow screen it scrolls sideways by itself, reachable by keyboard. */
export function Table({ label, head, wideColumns = [], children }: TableProps) {
  return (
    <Scroll label={label} className="rounded-lg border border-line bg-raised">
      <table className="w-full border-collapse text-left text-sm">
        <thead className="border-b border-line text-soft">
          <tr>
            {head.map((cell, index) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
                key={index}
                scope="col"
                className={classes(
                  'px-3 py-2.5 font-medium whitespace-nowrap sm:px-4',
                  wideColumns.includes(index) && wide,
                )}
              >
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </Scroll>
  )
}

export const Cell = ({
  children,
  className = '',
}: {
  children: ReactNode
  className?: string | undefined
}) => <td className={`px-3 py-3 align-middle sm:px-4 ${className}`}>{children}</td>

/** What a phone shows below in a cell, since the column of its own is too wide for it. */
export const OnPhone = ({ children }: { children: ReactNode }) => (
  <div className="mt-1 text-xs text-soft sm:hidden">{children}</div>
)
