import type { Delivery } from '../../api/deliveries.ts'
import { Panel } from '../../ui/panel.tsx'

type Attempt = Delivery['attempts'][number]

const phases: readonly (readonly [Exclude<keyof Attempt['timings_ms'], 'total'>, string, string])[] = [
  ['dns', 'Name looked up', 'bg-accent'],
  ['connect', 'Connected', 'bg-warn'],
  ['tls', 'TLS agreed', 'bg-good'],
  ['first_byte', 'First byte', 'bg-edge'],
]

const shown = (ms: number): string => `${Math.round(ms * 10) / 10} ms`

/** The phases of an attempt one after the other, as wide as they were long; what is left is the rest of the answer. */
export function Timing({ attempt }: { attempt: Attempt }) {
  const { timings_ms: timings } = attempt
  const total = Math.max(timings.total ?? attempt.duration_ms, 0.1)
  let begin = 0
  const rows = phases.map(([name, label, colour]) => {
    const ms = timings[name]
    const from = begin
    begin += ms ?? 0
    return { label, colour, ms, from }
  })
  const rest = { label: 'Rest of the answer', colour: 'bg-soft', ms: Math.max(0, total - begin), from: begin }
  return (
    <Panel>
      <table className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">Phase</th>
            <th scope="col">Waterfall</th>
            <th scope="col">Duration</th>
          </tr>
        </thead>
        <tbody>
          {[...rows, rest].map(({ label, colour, ms, from }) => (
            <tr key={label} className="border-b border-line">
              <th scope="row" className="py-2 pr-3 text-left font-normal whitespace-nowrap text-soft">
                {label}
              </th>
              <td className="hidden w-full sm:table-cell">
                {ms !== null && (
                  <span
                    className={`block h-2.5 min-w-0.5 rounded-sm ${colour}`}
                    style={{
                      marginLeft: `${Math.min(99, (from / total) * 100)}%`,
                      width: `${Math.min(100 - (from / total) * 100, (ms / total) * 100)}%`,
                    }}
                  />
                )}
              </td>
              <td className="py-2 pl-3 text-right whitespace-nowrap tabular-nums">
                {ms === null ? '—' : shown(ms)}
              </td>
            </tr>
          ))}
          <tr className="font-medium">
            <th scope="row" className="py-2 pr-3 text-left font-medium">
              Total
            </th>
            <td className="hidden sm:table-cell" />
            <td className="py-2 text-right whitespace-nowrap tabular-nums">{shown(total)}</td>
          </tr>
        </tbody>
      </table>
      <p className="mt-3 text-sm text-soft">
        Address dialled: <code className="font-mono text-ink">{attempt.address ?? 'none'}</code>. A connection
        that is used again has no first three phases.
      </p>
    </Panel>
  )
}
