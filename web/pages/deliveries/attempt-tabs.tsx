import { Tabs } from '@base-ui/react/tabs'
import { useNavigate } from '@tanstack/react-router'
import type { Delivery } from '../../api/deliveries.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/panel.tsx'
import { handOver } from '../developers/hand-over.ts'
import { Body, Headers } from './message.tsx'
import { asCurl } from './request-text.ts'
import { Timing } from './timing.tsx'

type Attempt = Delivery['attempts'][number]

const tabs = ['Request', 'Response', 'Signature', 'Timing'] as const
const panel = 'grid grid-cols-1 gap-3 pt-4'

/** What was said in one attempt. */
export function AttemptTabs({ attempt, url }: { attempt: Attempt; url: string }) {
  return (
    <div className="grid min-w-0 grid-cols-1 content-start gap-4">
      {attempt.error && (
        <Notice tone="bad" title="What went wrong, and what helps">
          <code className="font-mono">{attempt.error.code}</code>: {attempt.error.message}
        </Notice>
      )}
      <Tabs.Root key={attempt.number} defaultValue="Request">
        <Tabs.List aria-label="The attempt" className="flex overflow-x-auto border-b border-line">
          {tabs.map((tab) => (
            <Tabs.Tab
              key={tab}
              value={tab}
              className="min-h-9 border-b-2 border-transparent px-2 text-sm text-soft aria-selected:border-accent aria-selected:text-ink sm:px-3"
            >
              {tab}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="Request" className={panel}>
          <div>
            <CopyButton small text={asCurl(url, attempt.request)}>
              Copy as curl
            </CopyButton>
          </div>
          <Headers headers={attempt.request.headers} />
          <Body label="Body of the request" text={attempt.request.body} />
        </Tabs.Panel>
        <Tabs.Panel value="Response" className={panel}>
          {attempt.response ? (
            <>
              <p className="text-sm">Status {attempt.response.status}</p>
              <Headers headers={attempt.response.headers} />
              <Body label="Body of the response" text={attempt.response.body} />
            </>
          ) : (
            <p className="text-sm text-soft">No answer came.</p>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="Signature" className={panel}>
          <SignatureFacts attempt={attempt} />
        </Tabs.Panel>
        <Tabs.Panel value="Timing" className="pt-4">
          <Timing attempt={attempt} />
        </Tabs.Panel>
      </Tabs.Root>
    </div>
  )
}

const signed = [
  'x-fabdigit-signature',
  'x-fabdigit-signature-fingerprint',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
]

function SignatureFacts({ attempt: { request } }: { attempt: Attempt }) {
  const navigate = useNavigate()
  const found = Object.entries(request.headers).filter(([name]) => signed.includes(name.toLowerCase()))
  return (
    <>
      <p className="text-sm text-soft">
        X-FabDigit-Signature is the HMAC-SHA256 of the body, keyed with the whole secret. webhook-signature
        (Standard Webhooks) signs id, time and body with the decoded key.
      </p>
      <Headers headers={Object.fromEntries(found)} />
      <div>
        <Button
          small
          onClick={() => {
            handOver(request)
            void navigate({ to: paths.playground })
          }}
        >
          Open in the playground
        </Button>
      </div>
    </>
  )
}
