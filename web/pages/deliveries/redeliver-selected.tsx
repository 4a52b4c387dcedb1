import { useRef, useState } from 'react'
import { type DeliveryRow, refreshAfterRedelivery, sendAgain } from '../../api/deliveries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/panel.tsx'
import { toast } from '../../ui/toasts.tsx'

/** So many in one request: it is all or none of them. */
const atOnce = 200

interface Failed {
  rows: readonly DeliveryRow[]
  message: string
}

/** Parts of one webhook each, so that a disabled one fails alone. */
function partsOf(rows: readonly DeliveryRow[]): DeliveryRow[][] {
  return [...Map.groupBy(rows, (row) => row.webhook_id).values()].flatMap((of) =>
    Array.from({ length: Math.ceil(of.length / atOnce) }, (_, n) => of.slice(n * atOnce, (n + 1) * atOnce)),
  )
}

const deliveries = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'delivery' : 'deliveries'}`

/** Sends many once more: says how many, shows how far it is, and what failed, which can be tried again. */
export function RedeliverSelected({
  rows,
  onClose,
  onDone,
}: {
  rows: readonly DeliveryRow[]
  onClose(): void
  onDone(): void
}) {
  const [left, setLeft] = useState(rows)
  const [done, setDone] = useState<number>()
  const [failed, setFailed] = useState<Failed[]>([])
  const busy = done !== undefined && done < left.length
  const stopping = useRef(false)
  const run = async () => {
    const failures: Failed[] = []
    stopping.current = false
    setFailed([])
    setDone(0)
    for (const part of partsOf(left)) {
      if (stopping.current) {
        failures.push({ rows: part, message: 'Stopped before it.' })
        continue
      }
      try {
        await sendAgain(part.map(({ id }) => id))
      } catch (error) {
        failures.push({ rows: part, message: (error as Error).message })
      }
      setDone((before) => (before ?? 0) + part.length)
    }
    void refreshAfterRedelivery()
    const notSent = failures.flatMap((one) => one.rows)
    toast(`${deliveries(left.length - notSent.length)} made anew`)
    if (notSent.length === 0) return onDone()
    setLeft(notSent)
    const byMessage = Map.groupBy(failures, ({ message }) => message)
    setFailed([...byMessage].map(([message, all]) => ({ message, rows: all.flatMap((one) => one.rows) })))
    setDone(undefined)
  }
  // What was sent cannot be taken back: leaving in the middle stops the rest, and says how many those are.
  const close = () => {
    if (busy) stopping.current = true
    else onClose()
  }
  return (
    <Dialog
      open
      onClose={close}
      title={`Redeliver ${deliveries(left.length)}?`}
      lead="Each event is sent once more, with the same id and the same bytes, and the whole retry schedule before it. Receivers that look at the id know the repeats."
    >
      {done !== undefined && (
        <progress aria-label="Redelivery" className="w-full" value={done} max={left.length} />
      )}
      {failed.map(({ rows: notSent, message }) => (
        <Notice key={message} tone="bad" title={`${deliveries(notSent.length)} not sent`}>
          {message}
        </Notice>
      ))}
      <DialogActions>
        <Button onClick={close}>{busy ? 'Stop' : failed.length > 0 ? 'Close' : 'Cancel'}</Button>
        <Button kind="primary" busy={busy} onClick={() => void run()}>
          {failed.length > 0 ? 'Try those again' : 'Redeliver'}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
