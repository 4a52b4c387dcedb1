import type { ReactNode } from 'react'
import { formatMoney } from '../../../src/domain/money.ts'
import { onFirstUse } from '../../ui/on-first-use.ts'
import { Badge } from '../../ui/panel.tsx'
import { lateText, today, urgency } from './days.ts'

type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'accent'

/** Colours of statuses that are not simply under way: the one place that knows them, for every kind of record. */
const tones: Readonly<Record<string, Tone>> = {
  ...Object.fromEntries(
    ['delivered', 'paid', 'accepted', 'completed', 'resolved'].map((status) => [status, 'good' as const]),
  ),
  ...Object.fromEntries(
    ['cancelled', 'declined', 'overdue', 'returned', 'exception'].map((status) => [status, 'bad' as const]),
  ),
  ...Object.fromEntries(
    ['on_hold', 'in_review', 'partially_paid'].map((status) => [status, 'warn' as const]),
  ),
  ...Object.fromEntries(
    ['draft', 'superseded', 'archived', 'pending', 'expired', 'void'].map((status) => [
      status,
      'neutral' as const,
    ]),
  ),
}

/** A status or another word of the API as people write it: `in_review` is `In review`. */
export function wordsOf(status: string): string {
  const words = status.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A status as people read it. */
export const Status = ({ status }: { status: string }) => (
  <Badge tone={tones[status] ?? 'accent'}>{wordsOf(status)}</Badge>
)

/** An amount of money. In a table its column stands to the right (`theme.css`). */
export const Amount = ({ of }: { of: { amount: number; currency: string } | null }) => (
  <span className="figure whitespace-nowrap tabular-nums">{of === null ? '—' : formatMoney(of)}</span>
)

/** A count of something. In a table its column stands to the right. */
export const Count = ({ of }: { of: number }) => <span className="figure tabular-nums">{of}</span>

const shortDay = onFirstUse(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }))

/** A calendar day, `2026-06-14`, as `14 Jun 2026`. */
export const dayText = (on: string): string => shortDay().format(new Date(`${on}T00:00:00Z`))

/** A calendar day. */
export const Day = ({ on }: { on: string | null }) =>
  on === null ? (
    <span className="text-soft">—</span>
  ) : (
    <time dateTime={on} className="whitespace-nowrap">
      {dayText(on)}
    </time>
  )

/**
 * A day by which something has to happen, pointed out when it is near or over. `waiting`: it has not happened yet;
 * `over`: the word for a day that has passed.
 */
export function DueDay({
  on,
  waiting,
  over = (day) => lateText(day, today()),
  soon = 'soon',
}: {
  on: string | null
  waiting: boolean
  over?: (day: string) => string
  soon?: string
}) {
  const state = on !== null && waiting ? urgency(on, today()) : 'later'
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <Day on={on} />
      {state === 'over' && <Badge tone="bad">{over(on ?? '')}</Badge>}
      {state === 'soon' && <Badge tone="warn">{soon}</Badge>}
    </span>
  )
}

/** A long text on one line, whole on hovering. */
export const Short = ({ text }: { text: string | null | undefined }) =>
  text ? (
    <span title={text} className="block max-w-36 truncate sm:max-w-52">
      {text}
    </span>
  ) : (
    <span className="text-soft">—</span>
  )

/** Whose a record is: the company where there is one. */
export const customerName = (customer: { name: string; company: string } | undefined): string | undefined =>
  customer && (customer.company || customer.name)

/** What is known of a record, in pairs. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm sm:gap-x-6 lg:grid-cols-3">
    {facts.map(([name, value]) => (
      <div key={name} className="min-w-0">
        <dt className="text-soft">{name}</dt>
        <dd className="wrap-anywhere">{value}</dd>
      </div>
    ))}
  </dl>
)

/** What an amount is made of, line by line, the last one being what counts. */
export const Sums = ({ sums }: { sums: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="ml-auto grid w-full max-w-xs gap-1.5 text-sm">
    {sums.map(([name, value], index) => (
      <div
        key={name}
        className={
          index === sums.length - 1
            ? 'flex justify-between gap-4 border-t border-line pt-1.5 font-semibold'
            : 'flex justify-between gap-4'
        }
      >
        <dt className={index === sums.length - 1 ? '' : 'text-soft'}>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
