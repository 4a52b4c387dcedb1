import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { Notice } from './panel.tsx'
import { type Failed, runBulk } from './run-bulk.ts'

interface BulkDialogProps<T> {
  /** None: it is closed. */
  items: readonly T[]
  nameOf(item: T): string
  title: string
  action: string
  /** What stops working, in full. */
  children: ReactNode
  atOnce: number
  work(items: readonly T[]): Promise<unknown>
  /** Closed; `done` were carried out. */
  onClose(done: readonly T[]): void
}

const mostNamed = 8

/** Asks before something is done to several things, shows how far it is, and what failed, to be tried again. */
export function BulkDialog<T extends { id: string }>(props: BulkDialogProps<T>) {
  return props.items.length > 0 && <OpenDialog key={props.items.map(({ id }) => id).join()} {...props} />
}

function OpenDialog<T extends { id: string }>({
  items,
  nameOf,
  title,
  action,
  children,
  atOnce,
  work,
  onClose,
}: BulkDialogProps<T>) {
  const [failed, setFailed] = useState<readonly Failed<T>[] | null>(null)
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null)
  const isFailed = new Set(failed?.map(({ item }) => item.id))
  const close = () => {
    if (progress === null) onClose(failed === null ? [] : items.filter(({ id }) => !isFailed.has(id)))
  }
  const run = async (wanted: readonly T[]) => {
    setProgress({ done: 0, of: wanted.length })
    const left = await runBulk({
      items: wanted,
      atOnce,
      work,
      onProgress: (done) => setProgress({ done, of: wanted.length }),
    })
    setProgress(null)
    if (left.length === 0) onClose(items)
    else setFailed(left)
  }
  const again = failed?.map(({ item }) => item)
  return (
    <Dialog open onClose={close} title={title}>
      {failed === null ? (
        <>
          <Names items={items} nameOf={nameOf} />
          <div className="text-soft">{children}</div>
        </>
      ) : (
        <Failures failed={failed} of={items.length} nameOf={nameOf} />
      )}
      {progress && (
        <label className="grid gap-1 text-sm text-soft">
          {progress.done} of {progress.of}
          <progress className="w-full" max={progress.of} value={progress.done} />
        </label>
      )}
      <DialogActions>
        <Button onClick={close} disabled={progress !== null}>
          {failed === null ? 'Cancel' : 'Close'}
        </Button>
        <Button kind="danger" busy={progress !== null} onClick={() => void run(again ?? items)}>
          {again === undefined ? action : `Try the ${again.length} again`}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Names<T extends { id: string }>({
  items,
  nameOf,
}: {
  items: readonly T[]
  nameOf(item: T): string
}) {
  const rest = items.length - mostNamed
  return (
    <ul className="list-disc pl-5 text-sm break-all">
      {items.slice(0, mostNamed).map((item) => (
        <li key={item.id}>{nameOf(item)}</li>
      ))}
      {rest > 0 && <li>and {rest.toLocaleString('en')} more</li>}
    </ul>
  )
}

interface FailuresProps<T> {
  failed: readonly Failed<T>[]
  of: number
  nameOf(item: T): string
}

const Failures = <T extends { id: string }>({ failed, of, nameOf }: FailuresProps<T>) => (
  <Notice tone="bad" title={`${failed.length} of ${of} failed; the others are done`}>
    <ul className="list-disc pl-5 break-all">
      {failed.slice(0, mostNamed).map(({ item, reason }) => (
        <li key={item.id}>
          {nameOf(item)}: {reason}
        </li>
      ))}
      {failed.length > mostNamed && <li>and {failed.length - mostNamed} more</li>}
    </ul>
  </Notice>
)
