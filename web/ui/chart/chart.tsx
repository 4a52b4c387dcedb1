import { useEffect, useRef, useState } from 'react'
import { onFirstUse } from '../on-first-use.ts'
import { type ChartColour, watchTheme } from './colours.ts'
import type { ChartData } from './series.ts'

const swatches: Readonly<Record<ChartColour, string>> = {
  good: 'bg-good',
  bad: 'bg-bad',
  warn: 'bg-warn',
  accent: 'bg-accent',
  edge: 'bg-edge',
  soft: 'bg-soft',
  line: 'bg-line',
}

const when = onFirstUse(
  () =>
    new Intl.DateTimeFormat('en', {
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
)
export const showTime = (ms: number): string => when().format(ms)

/** For the eye alone: what it says is in the table beside it. The library comes with the first chart. */
export function Chart({ data }: { data: ChartData }) {
  const place = useRef<HTMLDivElement>(null)
  const [hovered, setHovered] = useState<number | null>(null)
  const [theme, setTheme] = useState(0)
  useEffect(() => watchTheme(() => setTheme((before) => before + 1)), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme draws it anew
  useEffect(() => {
    if (data.times.length === 0) return
    let remove = () => {}
    let gone = false
    void import('./plot.ts').then(({ drawChart }) => {
      if (!gone && place.current) remove = drawChart(place.current, data, setHovered)
    })
    return () => {
      gone = true
      remove()
    }
  }, [data, theme])
  const at = hovered ?? data.times.length - 1
  const time = data.times[at]
  return (
    <div aria-hidden className="min-w-0">
      <div ref={place} className="h-[200px] w-full min-w-0 overflow-hidden" />
      <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
        <span className="min-h-4 min-w-20 tabular-nums">{time !== undefined && showTime(time)}</span>
        {data.series.map(({ label, colour, values }) => {
          const value = values[at] ?? null
          return (
            <span key={label} className="inline-flex items-center gap-1.5">
              <span className={`size-2.5 rounded-sm ${swatches[colour]}`} />
              {label}
              <strong className="font-medium text-ink tabular-nums">
                {value === null ? '—' : data.show(value)}
              </strong>
            </span>
          )
        })}
      </div>
    </div>
  )
}
