import { useState } from 'react'
import type { DeliveryRow } from '../../api/deliveries.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/panel.tsx'
import { ReplayDialog } from '../webhooks/replay-dialog.tsx'
import { RedeliverSelected } from './redeliver-selected.tsx'
import { type LogChoice, mostSelected } from './use-log-selection.ts'

const show = (count: number): string => count.toLocaleString('en')

/** How many are chosen and what can be done to them; choosing more than was read is a step of its own. */
export function LogSelection({ selection }: { selection: LogChoice }) {
  const { chosen, rest, loaded } = selection
  const [redelivering, setRedelivering] = useState(false)
  const [replaying, setReplaying] = useState<DeliveryRow>()
  const only = chosen.length === 1 ? chosen[0] : undefined
  if (chosen.length === 0) return null
  return (
    <section aria-label="Selection" className="mb-3 grid grid-cols-1 gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <span role="status" className="mr-1 text-sm text-soft tabular-nums">
          {rest.reading ? `${show(loaded.count)} read, reading on…` : `${show(chosen.length)} selected`}
        </span>
        <Button small kind="primary" disabled={rest.reading} onClick={() => setRedelivering(true)}>
          Redeliver selected
        </Button>
        <Button
          small
          reason={only ? null : 'Select the one delivery from which on'}
          onClick={() => setReplaying(only)}
        >
          Replay all failed since here
        </Button>
        <Rest rest={rest} />
        <Button small kind="quiet" onClick={selection.clear}>
          Clear
        </Button>
      </div>
      {rest.left && (
        <Notice>
          No more than {show(mostSelected)} can be selected. To send more again, replay a time on the page of
          the webhook.
        </Notice>
      )}
      {redelivering && (
        <RedeliverSelected
          rows={chosen}
          onClose={() => setRedelivering(false)}
          onDone={() => {
            setRedelivering(false)
            selection.clear()
          }}
        />
      )}
      {replaying && (
        <ReplayDialog
          webhookId={replaying.webhook_id}
          initial={{ from: new Date(replaying.event.created_at), status: 'dead' }}
          onClose={() => setReplaying(undefined)}
        />
      )}
    </section>
  )
}

function Rest({ rest: { offered, reading, choose, stop } }: Pick<LogChoice, 'rest'>) {
  if (reading)
    return (
      <Button small onClick={stop}>
        Stop reading
      </Button>
    )
  return (
    offered && (
      <Button small onClick={choose}>
        Select all that match
      </Button>
    )
  )
}
