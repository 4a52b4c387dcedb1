import { Badge, Panel } from '../../ui/panel.tsx'
import type { Verdict } from './signature.ts'

/** One signature: what is signed, what comes out, what came. */
export function VerdictPanel({ verdict }: { verdict: Verdict }) {
  const { name, signed, expected, received, matches } = verdict
  return (
    <Panel className="grid grid-cols-1 gap-2">
      <h2 className="font-semibold">
        {name}{' '}
        {received === '' ? (
          <Badge>not given</Badge>
        ) : (
          <Badge tone={matches ? 'good' : 'bad'}>{matches ? 'right' : 'wrong'}</Badge>
        )}
      </h2>
      <dl className="grid gap-2 text-sm">
        {(
          [
            ['Signed text', signed],
            ['Expected', expected],
            ['Received', received],
          ] as const
        ).map(([label, text]) => (
          <div key={label}>
            <dt className="text-soft">{label}</dt>
            <dd className="font-mono text-xs break-all">{text || '—'}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
