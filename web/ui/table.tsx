import type { ReactNode } from 'react'
import { Scroll } from './scroll.tsx'

/** Rows under headings; on a narrow screen it scrolls sideways by itself, reachable by keyboard. */
export function Table({
  label,
  head,
  children,
}: {
  label: string
  head: readonly ReactNode[]
  children: ReactNode
}) {
  return (
    <Scroll label={label} className="rounded-lg border border-line bg-raised">
      <table className="w-full border-collapse text-left text-sm">
        <thead className="border-b border-line text-soft">
          <tr>
            {head.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
              <th key={index} scope="col" className="px-4 py-2.5 font-medium whitespace-nowrap">
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

export const Cell = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <td className={`px-4 py-3 align-middle ${className}`}>{children}</td>
)
