import type { ReactNode } from 'react'
import { formatMoney } from '../../../src/domain/money.ts'
import { Badge } from '../../ui/panel.tsx'

const good = ['delivered', 'paid', 'accepted', 'completed', 'resolved']
const bad = ['cancelled', 'declined', 'expired', 'void', 'overdue', 'returned', 'exception']
const waiting = ['draft', 'in_review', 'on_hold', 'superseded', 'archived', 'pending']

/** A status as people read it. */
export function Status({ status }: { status: string }) {
  const tone = good.includes(status)
    ? 'good'
    : bad.includes(status)
      ? 'bad'
      : waiting.includes(status)
        ? 'neutral'
        : 'accent'
  return <Badge tone={tone}>{status.replaceAll('_', ' ')}</Badge>
}

export const Amount = ({ of }: { of: { amount: number; currency: string } | null }) => (
  <span className="tabular-nums">{of === null ? '—' : formatMoney(of)}</span>
)

/** A calendar day. */
export const Day = ({ on }: { on: string | null }) =>
  on === null ? <span className="text-soft">—</span> : <time dateTime={on}>{on}</time>

/** What is known of a record, in pairs. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-3">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt className="text-soft">{name}</dt>
        <dd className="break-words">{value}</dd>
      </div>
    ))}
  </dl>
)
