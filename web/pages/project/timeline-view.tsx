import {
  CircleCheck,
  FileText,
  FolderOpen,
  type LucideIcon,
  Package,
  Receipt,
  ShieldAlert,
  Truck,
  Wallet,
} from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { type Happening, type Stage, type Step, stages } from './timeline.ts'

const icons: Readonly<Record<Step, LucideIcon>> = {
  begun: FolderOpen,
  quote: FileText,
  accepted: CircleCheck,
  order: Package,
  shipment: Truck,
  invoice: Receipt,
  paid: Wallet,
  report: ShieldAlert,
}

const mostAtFirst = 8

/** What happened, the newest first. */
export function TimelineView({ happenings }: { happenings: readonly Happening[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? happenings : happenings.slice(0, mostAtFirst)
  const hidden = happenings.length - shown.length
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" className="mb-3 text-lg font-semibold">
        What happened
      </h2>
      <Panel>
        <ol className="grid grid-cols-1">
          {shown.map((one, index) => (
            <Entry key={`${one.at} ${one.title}`} of={one} last={index === shown.length - 1} />
          ))}
        </ol>
        {hidden > 0 && (
          <Button small kind="quiet" className="mt-2" onClick={() => setAll(true)}>
            {`Show ${hidden} earlier`}
          </Button>
        )}
      </Panel>
    </section>
  )
}

function Entry({ of: { at, step, title, to, bad }, last }: { of: Happening; last: boolean }) {
  const Icon = icons[step]
  return (
    <li className={classes('relative flex gap-3', !last && 'pb-4')}>
      {!last && <span aria-hidden className="absolute top-7 bottom-0 left-3.5 w-px bg-line" />}
      <span
        className={classes(
          'grid size-7 shrink-0 place-content-center rounded-full',
          bad ? 'bg-bad-soft text-bad' : 'bg-accent-soft text-accent',
        )}
      >
        <Icon aria-hidden className="size-3.5" />
      </span>
      <div className="min-w-0 pt-0.5 text-sm">
        <p className="wrap-anywhere">
          {to === null ? (
            title
          ) : (
            <a
              className="font-medium underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent"
              href={to}
            >
              {title}
            </a>
          )}
        </p>
        <p className="text-xs text-soft">
          <Time at={at} />
        </p>
      </div>
    </li>
  )
}

/** How far the project has come; undefined until that is known. */
export const Progress = ({ reached }: { reached: ReadonlySet<Stage> | undefined }) => (
  <ol aria-label="How far it is" className="mb-6 grid grid-cols-3 gap-x-1.5 gap-y-3 sm:grid-cols-6">
    {stages.map((stage) => {
      const is = reached?.has(stage) ?? false
      return (
        <li key={stage} className="grid gap-1.5">
          <span aria-hidden className={classes('h-1.5 rounded-full', is ? 'bg-accent' : 'bg-line')} />
          <span className={classes('text-xs', is ? 'font-medium' : 'text-soft')}>
            {stage}
            {reached && <span className="sr-only">{is ? ', done' : ', not yet'}</span>}
          </span>
        </li>
      )
    })}
  </ol>
)
