import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Panel } from './panel.tsx'

/** Nothing is left by the filter. */
export const EmptyAfterFilter = ({ children, onClear }: { children?: ReactNode; onClear(): void }) => (
  <Panel className="grid justify-items-center gap-3 py-10 text-center">
    <p className="text-soft">{children ?? 'Nothing fits this filter.'}</p>
    <Button small onClick={onClear}>
      Clear filters
    </Button>
  </Panel>
)

/** A list that is being read again: what stood there before stays, and is seen to be old. */
export const Refreshing = ({ when, children }: { when: boolean; children: ReactNode }) => (
  <div aria-busy={when || undefined} className={classes('relative transition-opacity', when && 'opacity-60')}>
    {when && (
      <span role="status" className="sr-only">
        Refreshing
      </span>
    )}
    {children}
  </div>
)

/** Holds the place of a table: as high as its head and rows. */
export const TableSkeleton = ({ rows = 8 }: { rows?: number }) => (
  <div role="status" aria-label="Loading" className="rounded-lg border border-line bg-raised">
    <div className="h-[42px] border-b border-line" />
    <div className="divide-y divide-line">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className="flex h-[46px] items-center gap-6 px-4">
          <div className="h-3.5 w-2/5 animate-pulse rounded bg-sunken" />
          <div className="h-3.5 w-1/5 animate-pulse rounded bg-sunken" />
          <div className="h-3.5 w-1/6 animate-pulse rounded bg-sunken" />
        </div>
      ))}
    </div>
  </div>
)
