import { useQuery } from '@tanstack/react-query'
import { Check, Circle, CircleDot, type LucideIcon, TriangleAlert } from 'lucide-react'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { useAccount } from '../../api/account.ts'
import { historyQuery } from '../../api/audit.ts'
import type { Invoice, Order } from '../../api/records.ts'
import { classes } from '../../ui/classes.ts'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { InvoiceLink } from './links.tsx'
import { type Milestone, timelineOf } from './timeline.ts'

const looks: Readonly<Record<Milestone['state'], readonly [LucideIcon, string, string]>> = {
  done: [Check, 'bg-good-soft text-good', 'Done'],
  next: [CircleDot, 'bg-accent-soft text-accent', 'Next'],
  later: [Circle, 'bg-sunken text-soft', 'To come'],
  stopped: [TriangleAlert, 'bg-bad-soft text-bad', 'Stopped'],
}

/** From the order to the last payment: what happened when, and what comes next. */
export function OrderTimeline({ order, invoices }: { order: Order; invoices: readonly Invoice[] }) {
  const who = useWho(order.id)
  return (
    <Panel>
      <h2 className="mb-4 font-semibold">Timeline</h2>
      <ol className="grid grid-cols-1">
        {timelineOf(order, invoices).map((milestone) => (
          <Step key={`${milestone.title} ${milestone.state}`} milestone={milestone} who={who(milestone)} />
        ))}
      </ol>
    </Panel>
  )
}

/** Who did what to the order, for those who may read the audit log. */
function useWho(orderId: string): (milestone: Milestone) => string | undefined {
  const { workspace } = useAccount()
  const mayRead = atLeast(parseRole(workspace.role), 'admin')
  const { data } = useQuery({ ...historyQuery(orderId), enabled: mayRead })
  return ({ actions = [] }) => data?.data.find(({ action }) => actions.includes(action))?.actor.name
}

function Step({ milestone, who }: { milestone: Milestone; who: string | undefined }) {
  const { title, at, state, detail, shipment, invoice } = milestone
  const [Icon, tone, word] = looks[state]
  return (
    <li className="relative grid grid-cols-[1.75rem_minmax(0,1fr)] gap-3 pb-5 last:pb-0 not-last:before:absolute not-last:before:top-7 not-last:before:bottom-0 not-last:before:left-3.5 not-last:before:w-px not-last:before:bg-line">
      <span className={classes('grid size-7 place-items-center rounded-full', tone)}>
        <Icon aria-hidden className="size-4" />
        <span className="sr-only">{word}:</span>
      </span>
      <div className="pt-0.5 text-sm">
        <p className={state === 'later' ? 'text-soft' : 'font-medium'}>
          {invoice ? <InvoiceLink id={invoice.id} label={title} /> : title}
        </p>
        <p className="text-soft">
          {at !== null && <Time at={at} />}
          {who !== undefined && ` by ${who}`}
        </p>
        {detail !== undefined && <p className="wrap-anywhere text-soft">{detail}</p>}
        {shipment && (
          <p className="wrap-anywhere text-soft">
            {shipment.carrier},{' '}
            {shipment.tracking_url ? (
              <a href={shipment.tracking_url} rel="noreferrer" className={textLink}>
                track {shipment.tracking_no}
              </a>
            ) : (
              shipment.tracking_no
            )}
          </p>
        )}
      </div>
    </li>
  )
}
