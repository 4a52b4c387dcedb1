import { useState } from 'react'
import { classes } from '../classes.ts'
import { Panel } from '../panel.tsx'
import { Scroll } from '../scroll.tsx'
import { Chart, showTime } from './chart.tsx'
import type { ChartData } from './series.ts'

interface ChartPanelProps {
  title: string
  /** What matters of it, in a few words. */
  sum: string
  /** Without times until they are read: the panel holds its place. */
  data: ChartData
}

/** A chart, and the same as a table: who sees chooses, a screen reader always gets the table. */
export function ChartPanel({ title, sum, data }: ChartPanelProps) {
  const [view, setView] = useState<'Chart' | 'Table'>('Chart')
  return (
    <Panel className="relative grid min-w-0 grid-cols-1 content-start gap-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div>
          <h3 className="text-sm font-semibold">{title}</h3>
          <p className="text-sm text-soft tabular-nums">{sum}</p>
        </div>
        <fieldset className="flex rounded-md border border-line text-xs">
          <legend className="sr-only">{`Show ${title.toLowerCase()} as`}</legend>
          {(['Chart', 'Table'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={view === name}
              onClick={() => setView(name)}
              className="min-h-6 px-2 text-soft aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
            >
              {name}
            </button>
          ))}
        </fieldset>
      </div>
      {view === 'Chart' && <Chart data={data} />}
      {view === 'Chart' ? (
        <div className="sr-only">
          <Figures title={title} data={data} />
        </div>
      ) : (
        <Scroll label={`${title}, table`} className="max-h-60">
          <Figures title={title} data={data} />
        </Scroll>
      )}
    </Panel>
  )
}

function Figures({ title, data }: { title: string; data: ChartData }) {
  const cell = 'px-2 py-1 text-right tabular-nums'
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">{title}</caption>
      <thead className="text-soft">
        <tr>
          <th scope="col" className="px-2 py-1 text-left font-medium">
            Time
          </th>
          {data.series.map(({ label }) => (
            <th key={label} scope="col" className={classes(cell, 'font-medium')}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {data.times.map((time, at) => (
          <tr key={time}>
            <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
              {showTime(time)}
            </th>
            {data.series.map(({ label, values }) => {
              const value = values[at] ?? null
              return (
                <td key={label} className={cell}>
                  {value === null ? '—' : data.show(value)}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
