import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Badge, Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { takeOver } from './hand-over.ts'
import { type ReadRequest, readRequest } from './http-text.ts'
import {
  isSkewed,
  likelyCauses,
  type Playground,
  sampleDelivery,
  skewOf,
  type Verdict,
  verifyPlain,
  verifyStandard,
} from './signature.ts'
import { VerdictPanel } from './verdict.tsx'

const empty: Playground = { secret: '', body: '', plain: '', id: '', timestamp: '', standard: '' }

/** The fields that a request fills; the secret stays. */
const fieldsOf = ({ headers, body }: ReadRequest): Omit<Playground, 'secret'> => ({
  body,
  plain: headers['x-fabdigit-signature'] ?? '',
  id: headers['webhook-id'] ?? '',
  timestamp: headers['webhook-timestamp'] ?? '',
  standard: headers['webhook-signature'] ?? '',
})

const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

function handedOver(): Playground {
  const request = takeOver()
  return request ? { ...empty, ...fieldsOf({ headers: lower(request.headers), body: request.body }) } : empty
}

/** Checks the signatures of a delivery in the browser: nothing that is typed here leaves it. */
export function PlaygroundPage() {
  const [input, setInput] = useState(handedOver)
  const field = (name: keyof Playground) => ({
    value: input[name],
    onChange: (event: { target: { value: string } }) => setInput({ ...input, [name]: event.target.value }),
  })
  return (
    <>
      <PageHeader
        title="Signature playground"
        lead="Paste a delivery as your receiver got it. It is checked in this browser; nothing is sent."
        actions={
          <>
            <Button onClick={() => void sampleDelivery(Date.now()).then(setInput)}>Fill in a sample</Button>
            <Button onClick={() => setInput(empty)}>Clear</Button>
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <div className="grid grid-cols-1 content-start gap-6">
          <PasteRequest onRead={(request) => setInput({ ...input, ...fieldsOf(request) })} />
          <Panel className="grid grid-cols-1 content-start gap-4">
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
        </div>
        <Verdicts input={input} />
      </div>
    </>
  )
}

/** One text with everything in it. */
function PasteRequest({ onRead }: { onRead(request: ReadRequest): void }) {
  const [text, setText] = useState('')
  const [state, setState] = useState<'none' | 'read' | 'refused'>('none')
  const change = (next: string) => {
    setText(next)
    const request = readRequest(next)
    if (request) onRead(request)
    setState(next.trim() === '' ? 'none' : request ? 'read' : 'refused')
  }
  return (
    <Panel className="grid grid-cols-1 gap-2">
      <TextArea
        label="Whole request"
        hint="Headers, an empty line, the body: the fields below are filled from it."
        placeholder={'POST /hook HTTP/1.1\nX-FabDigit-Signature: sha256=…\n\n{"id":…}'}
        value={text}
        onChange={(event) => change(event.target.value)}
        {...(state === 'refused' && { error: 'No headers were found in it: one “Name: value” a line.' })}
      />
      <p role="status" className="text-sm text-good">
        {state === 'read' && 'The fields are filled in.'}
      </p>
    </Panel>
  )
}

/** It cannot be told from the outside, and is the most usual. */
const anotherSecret =
  'The secret may be of another webhook, or have been rotated: compare X-FabDigit-Signature-Fingerprint with the webhook’s page.'

function Verdicts({ input }: { input: Playground }) {
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
  const now = Date.now()
  const skew = skewOf(input.timestamp, now)
  const wrong = data?.some(({ matches, received }) => received !== '' && !matches) ?? false
  return (
    <div className="grid grid-cols-1 content-start gap-4" aria-live="polite">
      {data === undefined && (
        <Notice title={input.body === '' ? 'What this does' : 'Now the secret'}>
          {input.body === ''
            ? 'It computes both signatures of a delivery from its body and the webhook’s secret, shows the text that is signed, and compares. Give a secret and a body to begin, or fill in a sample to see one that is right: then change one character of the body.'
            : 'Give the webhook’s signing secret. It was shown once, when the webhook was made or its secret rotated; it stays in this page’s memory and goes when you leave.'}
        </Notice>
      )}
      {data?.map((verdict) => (
        <VerdictPanel key={verdict.name} verdict={verdict} />
      ))}
      {data && skew !== null && (
        <Panel className="flex flex-wrap items-center justify-between gap-2 text-sm">
          <span>
            Clock: the timestamp is {Math.abs(skew).toLocaleString('en')} s {skew >= 0 ? 'old' : 'ahead'}
          </span>
          <Badge tone={isSkewed(skew) ? 'warn' : 'good'}>
            {isSkewed(skew) ? 'beyond five minutes' : 'within five minutes'}
          </Badge>
        </Panel>
      )}
      {wrong && (
        <Notice tone="warn" title="What it may be">
          <ul className="list-disc pl-5">
            {[...likelyCauses(input, now), anotherSecret].map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  )
}
