import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Replay, replayQuery, startReplay, stopReplay } from '../../api/replays.ts'
import type { Webhook } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Badge, Notice, Panel } from '../../ui/panel.tsx'
import { Failure, FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

const dayMs = 86_400_000

/** A moment as `datetime-local` has it, in the browser's time zone. */
const localTime = (at: Date): string =>
  new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

const choices = [
  ['', 'Everything in that time'],
  ['dead', 'Only what never arrived'],
  ['delivered', 'Only what arrived'],
] as const

/** Sends the deliveries of a time once more: counted first, watched, stopped. */
export function ReplayPanel({ webhook }: { webhook: Webhook }) {
  const [asking, setAsking] = useState(false)
  const [running, setRunning] = useState<string>()
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
      {running && <Progress id={running} />}
      {asking && <ReplayDialog id={webhook.id} onClose={() => setAsking(false)} onStarted={setRunning} />}
    </Panel>
  )
}

function ReplayDialog({
  id,
  onClose,
  onStarted,
}: {
  id: string
  onClose(): void
  onStarted(replayId: string): void
}) {
  const [count, setCount] = useState<number>()
  const now = Date.now()
  const form = useForm(
    { from: localTime(new Date(now - dayMs)), to: localTime(new Date(now + 60_000)), status: '' },
    ({ from, to, status }) =>
      startReplay(id, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        ...(status && { statuses: [status] }),
        ...(count === undefined && { dry_run: true }),
      }),
    (answer) => {
      if (!('id' in answer)) return setCount(answer.count)
      onStarted(answer.id)
      onClose()
    },
  )
  const change = (name: 'from' | 'to' | 'status', value: string) => {
    setCount(undefined)
    form.set(name, value)
  }
  return (
    <Dialog open onClose={onClose} title="Replay a time" lead="First it is counted; nothing is sent by that.">
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField
          label="From"
          type="datetime-local"
          required
          {...form.text('from')}
          onChange={(event) => change('from', event.target.value)}
        />
        <TextField
          label="To"
          type="datetime-local"
          required
          {...form.text('to')}
          onChange={(event) => change('to', event.target.value)}
        />
        <SelectField
          label="Which"
          options={choices}
          value={form.values.status}
          onChange={(event) => change('status', event.target.value)}
        />
        {count !== undefined && (
          <Notice tone={count === 0 ? 'neutral' : 'accent'}>
            {count === 0
              ? 'Nothing fits.'
              : `${count.toLocaleString('en')} ${count === 1 ? 'delivery' : 'deliveries'} will be sent again.`}
          </Notice>
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="primary"
            busy={form.busy}
            reason={count === 0 ? 'There is nothing to send' : null}
          >
            {count === undefined ? 'Count' : 'Send them again'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

const isOver = ({ status }: Replay): boolean => status === 'done' || status === 'cancelled'

function Progress({ id }: { id: string }) {
  const { data, error } = useQuery(replayQuery(id, isOver))
  const stop = useMutation({ mutationFn: () => stopReplay(id) })
  if (error) return <Failure error={error} />
  if (data === undefined) return null
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
        <span>
          <Badge tone={data.status === 'done' ? 'good' : 'accent'}>{data.status}</Badge>{' '}
          {data.done.toLocaleString('en')} of {data.count.toLocaleString('en')} sent again
        </span>
        {!isOver(data) && (
          <Button small busy={stop.isPending} onClick={() => stop.mutate()}>
            Cancel the replay
          </Button>
        )}
      </div>
      <progress aria-label="Replay" className="w-full" value={data.done} max={Math.max(1, data.count)} />
    </div>
  )
}
