import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { isOver, type Replay, replaysQuery, stopReplay } from '../../api/replays.ts'
import type { Webhook } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Badge, Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { ReplayDialog } from './replay-dialog.tsx'

/** Sends the deliveries of a time once more: counted first, watched, stopped. */
export function ReplayPanel({ webhook }: { webhook: Webhook }) {
  const [asking, setAsking] = useState(false)
  const { data, error } = useQuery(replaysQuery(webhook.id))
  const off = webhook.status === 'disabled' ? 'Enable it first: nothing is sent to a disabled webhook' : null
  return (
    <Panel className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div>
          <h2 className="font-semibold">Replay</h2>
          <p className="mt-1 text-sm text-soft">
            Sends the events of a time again, same ids and bytes, beside the new ones.
          </p>
        </div>
        <Button reason={off} onClick={() => setAsking(true)}>
          Replay a time
        </Button>
      </div>
      {error && <Failure error={error} />}
      {data && data.data.length > 0 && (
        <ul aria-label="Replays" className="grid gap-4 border-t border-line pt-4">
          {data.data.map((replay) => (
            <Progress key={replay.id} replay={replay} />
          ))}
        </ul>
      )}
      {asking && <ReplayDialog webhookId={webhook.id} onClose={() => setAsking(false)} />}
    </Panel>
  )
}

const tones = { running: 'accent', paused: 'warn', done: 'good', cancelled: 'neutral' } as const

const whatOf = ({ statuses, types }: Replay): string =>
  [
    statuses.includes('dead')
      ? 'what never arrived'
      : statuses.includes('delivered')
        ? 'what arrived'
        : 'everything',
    ...(types.length > 0 ? [`of ${types.join(', ')}`] : []),
  ].join(' ')

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

function Progress({ replay }: { replay: Replay }) {
  const stop = useMutation({ mutationFn: () => stopReplay(replay) })
  const label = `Replay of ${whatOf(replay)} from ${exact.format(new Date(replay.from))}`
  return (
    <li className="grid grid-cols-1 gap-2 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span>
          <Badge tone={tones[replay.status]}>{replay.status}</Badge>{' '}
          <span className="tabular-nums">
            {replay.done.toLocaleString('en')} of {replay.count.toLocaleString('en')} sent again
          </span>{' '}
          <span className="text-soft">
            begun <Time at={replay.created_at} />
          </span>
        </span>
        {!isOver(replay) && (
          <Button small busy={stop.isPending} onClick={() => stop.mutate()}>
            Cancel the replay
          </Button>
        )}
      </div>
      <p className="text-xs text-soft">
        {label} to {exact.format(new Date(replay.to))}
        {replay.status === 'paused' && '. It goes on when the webhook is enabled'}.{' '}
        <Link
          to="/developers/deliveries"
          search={{ webhook_id: replay.webhook_id, status: 'dead', from: replay.created_at }}
          className={textLink}
        >
          What failed since
        </Link>
      </p>
      {!isOver(replay) && (
        <progress aria-label={label} className="w-full" value={replay.done} max={Math.max(1, replay.count)} />
      )}
      {stop.error && <Failure error={stop.error} />}
    </li>
  )
}
