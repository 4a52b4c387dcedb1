import type { Delivery } from '../../api/deliveries.ts'
import { classes } from '../../ui/classes.ts'
import { Badge } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'

type Attempt = Delivery['attempts'][number]

/** `45 s`, `2 min`, `1.5 h`: a wait as people say it. */
export function wait(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`
  const [size, unit] = ms < 120_000 ? [1_000, 's'] : ms < 7_200_000 ? [60_000, 'min'] : [3_600_000, 'h']
  return `${Math.round((ms / size) * 10) / 10} ${unit}`
}

/** Why an attempt was made, and how long after the one before it. */
function reasonOf(delivery: Delivery, at: number): string {
  const attempt = delivery.attempts[at]
  const before = delivery.attempts[at - 1]
  if (attempt && before)
    return `automatic, after ${wait(Date.parse(attempt.started_at) - Date.parse(before.started_at) - before.duration_ms)}`
  return delivery.redelivery_of ? 'by hand or replay' : 'automatic, at once'
}

const outcomeOf = ({ response, error }: Attempt): string =>
  response && !error
    ? `${response.status}`
    : response
      ? `${response.status} ${error?.code}`
      : `${error?.code}`

interface TimelineProps {
  delivery: Delivery
  chosen: number | undefined
  onChoose(number: number): void
}

const ends: Partial<Record<Delivery['status'], string>> = {
  delivered: 'It arrived.',
  dead: 'Given up: every attempt failed.',
  held: 'Held: it goes on when its webhook is enabled.',
}

/** The attempts in their order, and what comes next. */
export function Timeline({ delivery, chosen, onChoose }: TimelineProps) {
  const end = delivery.discard_reason ? 'Discarded: it was held for too long.' : ends[delivery.status]
  return (
    <ol aria-label="Attempts" className="grid content-start border-l-2 border-line pl-4">
      {delivery.attempts.map((attempt, at) => (
        <li key={attempt.number} className="relative pb-3">
          <span
            aria-hidden
            className={classes(
              'absolute top-4 -left-[1.45rem] size-3 rounded-full border-2 border-paper',
              attempt.error ? 'bg-bad' : 'bg-good',
            )}
          />
          <button
            type="button"
            aria-pressed={attempt.number === chosen}
            onClick={() => onChoose(attempt.number)}
            className={classes(
              'grid w-full gap-1 rounded-md border p-3 text-left',
              attempt.number === chosen
                ? 'border-accent bg-accent-soft'
                : 'border-line bg-raised hover:bg-sunken',
            )}
          >
            <span className="flex items-center justify-between gap-2 text-sm font-medium">
              Attempt {attempt.number}
              <Badge tone={attempt.error ? 'bad' : 'good'}>{outcomeOf(attempt)}</Badge>
            </span>
            <span className="text-xs text-soft">
              <Time at={attempt.started_at} /> · took {wait(attempt.duration_ms)}
            </span>
            <span className="text-xs text-soft">{reasonOf(delivery, at)}</span>
          </button>
        </li>
      ))}
      {delivery.next_attempt_at ? (
        <li className="relative text-sm text-soft">
          <span
            aria-hidden
            className="absolute top-1 -left-[1.45rem] size-3 rounded-full border-2 border-edge bg-paper"
          />
          Next attempt <Time at={delivery.next_attempt_at} />
        </li>
      ) : (
        end && <li className="text-sm text-soft">{end}</li>
      )}
    </ol>
  )
}
