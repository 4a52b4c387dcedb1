import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { refreshReplays, startReplay } from '../../api/replays.ts'
import { eventTypesQuery } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { localTime } from '../deliveries/filters.tsx'

const dayMs = 86_400_000

const choices = [
  ['', 'Everything in that time'],
  ['dead', 'Only what never arrived'],
  ['delivered', 'Only what arrived'],
] as const

/** What replays go at, as the server does it (domain/delivery/replay.ts). */
const perSecond = 500

interface ReplayDialogProps {
  webhookId: string
  initial?: { from: Date; status: '' | 'dead' }
  onClose(): void
}

/** Counts what a replay would send, then starts it. How far it is stands on the webhook's page. */
export function ReplayDialog({ webhookId, initial, onClose }: ReplayDialogProps) {
  const [count, setCount] = useState<number>()
  const { data: types } = useQuery(eventTypesQuery)
  const now = Date.now()
  const form = useForm(
    {
      from: localTime(initial?.from ?? new Date(now - dayMs)),
      to: localTime(new Date(now + 60_000)),
      status: initial?.status ?? ('' as string),
      type: '',
    },
    ({ from, to, status, type }) =>
      startReplay(webhookId, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        ...(status && { statuses: [status] }),
        ...(type && { types: [type] }),
        ...(count === undefined && { dry_run: true }),
      }),
    (answer) => {
      if (!('id' in answer)) return setCount(answer.count)
      toast('The replay has begun')
      void refreshReplays(webhookId)
      onClose()
    },
  )
  const change = (name: 'from' | 'to' | 'status' | 'type') => (event: { target: { value: string } }) => {
    setCount(undefined)
    form.set(name, event.target.value)
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
          onChange={change('from')}
        />
        <TextField label="To" type="datetime-local" required {...form.text('to')} onChange={change('to')} />
        <SelectField
          label="Which"
          options={choices}
          value={form.values.status}
          error={form.errorOf('statuses')}
          onChange={change('status')}
        />
        <SelectField
          label="Events"
          options={[['', 'Of every type'], ...(types?.data ?? []).map(({ name }) => [name, name] as const)]}
          value={form.values.type}
          error={form.errorOf('types')}
          onChange={change('type')}
        />
        {count !== undefined && <Count count={count} />}
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

function Count({ count }: { count: number }) {
  if (count === 0) return <Notice>Nothing fits.</Notice>
  const seconds = Math.ceil(count / perSecond)
  return (
    <Notice tone="accent">
      {count.toLocaleString('en')} {count === 1 ? 'delivery' : 'deliveries'} will be sent again, at most{' '}
      {perSecond} a second: {seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} or longer, as
      fast as the receiver keeps up. New events do not wait behind them.
    </Notice>
  )
}
