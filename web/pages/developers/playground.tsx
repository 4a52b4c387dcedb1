import { useEffect, useState } from 'react'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Badge, Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { likelyCauses, type Playground, type Verdict, verifyPlain, verifyStandard } from './signature.ts'

const empty: Playground = { secret: '', body: '', plain: '', id: '', timestamp: '', standard: '' }

/** Checks the signatures of a delivery in the browser: nothing that is typed here leaves it. */
export function PlaygroundPage() {
  const [input, setInput] = useState(empty)
  const field = (name: keyof Playground) => ({
    value: input[name],
    onChange: (event: { target: { value: string } }) => setInput({ ...input, [name]: event.target.value }),
  })
  // Not a query: a secret has no place in a cache.
  const [data, setData] = useState<Verdict[]>()
  useEffect(() => {
    let current = true
    const complete = input.secret !== '' && input.body !== ''
    const work = complete
      ? Promise.all([verifyPlain(input), verifyStandard(input)])
      : Promise.resolve(undefined)
    void work.then((verdicts) => current && setData(verdicts))
    return () => {
      current = false
    }
  }, [input])
  const causes = data?.some(({ matches }) => !matches) ? likelyCauses(input, Date.now()) : []
  return (
    <>
      <PageHeader
        title="Signature playground"
        lead="Paste a delivery as your receiver got it. It is checked in this browser; nothing is sent."
      />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <Panel className="grid content-start gap-4">
          <TextField
            label="Signing secret"
            type="password"
            autoComplete="off"
            placeholder="whsec_…"
            {...field('secret')}
          />
          <TextArea label="Body, exactly as it came" {...field('body')} />
          <TextField label="X-FabDigit-Signature" placeholder="sha256=…" {...field('plain')} />
          <TextField label="webhook-id" {...field('id')} />
          <TextField label="webhook-timestamp" inputMode="numeric" {...field('timestamp')} />
          <TextField label="webhook-signature" placeholder="v1,…" {...field('standard')} />
        </Panel>
        <div className="grid grid-cols-1 content-start gap-4" aria-live="polite">
          {data === undefined && <Notice>Type a secret and a body to begin.</Notice>}
          {data?.map((verdict) => (
            <VerdictPanel key={verdict.name} verdict={verdict} />
          ))}
          {causes.length > 0 && (
            <Notice tone="warn" title="What it may be">
              {causes.join(' ')}
            </Notice>
          )}
        </div>
      </div>
    </>
  )
}

function VerdictPanel({ verdict }: { verdict: Verdict }) {
  const { name, signed, expected, received, matches } = verdict
  return (
    <Panel className="grid gap-2">
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
