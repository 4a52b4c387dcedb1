import { onFirstUse } from './on-first-use.ts'

const units: readonly [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

const relative = onFirstUse(() => new Intl.RelativeTimeFormat('en', { numeric: 'auto' }))
const exact = onFirstUse(() => new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' }))

/** How long ago, or until, a moment is: `3 hours ago`. */
export function ago(time: string, now: number = Date.now()): string {
  const ms = Date.parse(time) - now
  const found = units.find(([, size]) => Math.abs(ms) >= size)
  return found === undefined ? 'just now' : relative().format(Math.round(ms / found[1]), found[0])
}

/** A moment as people say it, the exact one on hovering. */
export function Time({ at, none = 'never' }: { at: string | null; none?: string }) {
  if (at === null) return <span className="text-soft">{none}</span>
  return (
    <time className="whitespace-nowrap" dateTime={at} title={exact().format(new Date(at))}>
      {ago(at)}
    </time>
  )
}
