import { type ReactNode, useRef } from 'react'
import { useArrival } from './arrival.ts'
import { classes } from './classes.ts'
import { useShownTitle } from './page-title.ts'

/** A raised sheet of the page. */
export const Panel = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div className={classes('rounded-lg border border-line bg-raised p-5', className)}>{children}</div>
)

/** A page's heading, which takes the focus when one comes from another page, what it is for, and what can be done. */
export function PageHeader({
  title,
  lead,
  actions,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useShownTitle(title)
  useArrival(heading)
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-4">
      <div className="max-w-2xl min-w-0">
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold wrap-anywhere outline-none">
          {title}
        </h1>
        {lead !== undefined && <p className="mt-1 text-soft">{lead}</p>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  )
}

type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'accent'

const tones: Readonly<Record<Tone, string>> = {
  neutral: 'bg-sunken text-soft',
  good: 'bg-good-soft text-good',
  bad: 'bg-bad-soft text-bad',
  warn: 'bg-warn-soft text-warn',
  accent: 'bg-accent-soft text-accent',
}

/** A word about the state of something. */
export const Badge = ({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) => (
  <span
    className={classes(
      'inline-flex items-center rounded px-1.5 py-0.5 text-xs font-medium whitespace-nowrap',
      tones[tone],
    )}
  >
    {children}
  </span>
)

/** Something to know before going on. */
export function Notice({
  tone = 'neutral',
  title,
  children,
}: {
  tone?: Tone
  title?: string
  children: ReactNode
}) {
  return (
    <div className={classes('rounded-md p-4', tones[tone])} role={tone === 'bad' ? 'alert' : 'note'}>
      {title !== undefined && <p className="font-semibold">{title}</p>}
      <div className="text-sm">{children}</div>
    </div>
  )
}
