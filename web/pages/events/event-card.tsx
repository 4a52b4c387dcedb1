import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { EventType } from '../../api/webhooks.ts'
import { guide } from '../../paths.ts'
import { Code } from '../../ui/code.tsx'
import { Badge } from '../../ui/panel.tsx'
import { textLink } from '../auth/frame.tsx'
import { TryEvent } from './try-event.tsx'

function Audience({ type }: { type: EventType }) {
  if (type.family === 'webhook') return <Badge>the webhook that asked</Badge>
  return type.customer_only ? <Badge>customer</Badge> : <Badge tone="accent">customer and workspace</Badge>
}

/** What the summary opens. It is made when it is first asked for: nineteen schemas are a lot of text. */
function Details({ type }: { type: EventType }) {
  const { name, example, schema } = type
  return (
    <div className="grid grid-cols-1 gap-5 border-t border-line p-4">
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
        <Code title="Example" of={name} text={JSON.stringify(example, null, 2)} isJson />
        <Code title="JSON Schema" of={name} text={JSON.stringify(schema, null, 2)} isJson />
      </div>
      <TryEvent type={type} />
      <p className="text-sm">
        <a href={`${guide}/events/${name}`} className={textLink}>
          {name} in the guide
        </a>
      </p>
    </div>
  )
}

/** One event type: when it fires and who gets it; unfolded, its example, its schema and how to try it. */
export function EventCard({ type, isOpen = false }: { type: EventType; isOpen?: boolean }) {
  const [seen, setSeen] = useState(isOpen)
  return (
    <details
      open={isOpen}
      onToggle={(event) => event.currentTarget.open && setSeen(true)}
      className="group rounded-lg border border-line bg-raised"
    >
      <summary className="flex cursor-pointer list-none items-start gap-3 p-4 hover:bg-sunken [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="mt-1 size-4 shrink-0 text-soft transition-transform group-open:rotate-90"
        />
        <span className="grid min-w-0 flex-1 grid-cols-1 gap-1">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <code className="font-mono text-sm font-semibold break-all">{type.name}</code>
            <Audience type={type} />
          </span>
          <span className="text-sm text-soft">{type.description}</span>
        </span>
      </summary>
      {seen && <Details type={type} />}
    </details>
  )
}
