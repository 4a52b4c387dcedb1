import type { ReactNode } from 'react'
import { classes } from './classes.ts'

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const reachable = { tabIndex: 0 } as const

/** A named part of the page that scrolls by itself; `relative`, so that hidden labels in it scroll along. */
export const Scroll = ({
  label,
  className,
  children,
}: {
  label: string
  className?: string
  children: ReactNode
}) => (
  <section aria-label={label} {...reachable} className={classes('relative overflow-auto', className)}>
    {children}
  </section>
)
