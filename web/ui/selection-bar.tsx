import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Failure } from './states.tsx'
import type { Selection } from './use-selection.ts'

/** The box in front of a row. */
export const SelectBox = <T extends { id: string }>({
  row,
  name,
  selection,
}: {
  row: T
  name: string
  selection: Selection<T>
}) => (
  <input
    type="checkbox"
    aria-label={`Select ${name}`}
    className="size-4 accent-accent"
    checked={selection.has(row.id)}
    onChange={(event) => selection.toggle(row, event.target.checked)}
  />
)

/** The box in the head of the table: all rows of this page. */
export function SelectPage<T>({ selection: { page } }: { selection: Selection<T> }) {
  return (
    <input
      type="checkbox"
      aria-label="Select all on this page"
      className="size-4 accent-accent"
      checked={page.state === 'all'}
      ref={(box) => {
        if (box) box.indeterminate = page.state === 'some'
      }}
      onChange={(event) => page.toggle(event.target.checked)}
    />
  )
}

interface SelectionBarProps<T> {
  selection: Selection<T>
  /** True where the list has more pages. */
  hasMore: boolean
  /** Reads all that the filter lets through, on every page. */
  readAll(): Promise<readonly T[]>
  /** What can be done to them. */
  children: ReactNode
}

/** How many are chosen and what can be done to them; choosing more than the page shows is a step of its own. */
export function SelectionBar<T>({ selection, hasMore, readAll, children }: SelectionBarProps<T>) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  const chooseAll = async () => {
    setBusy(true)
    setError(null)
    try {
      selection.set(await readAll())
    } catch (caught) {
      setError(caught as Error)
    } finally {
      setBusy(false)
    }
  }
  const { length: count } = selection.chosen
  if (count === 0) return null
  return (
    <section aria-label="Selection" className="mb-3 grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <span role="status" className="text-sm text-soft tabular-nums">
          {count.toLocaleString('en')} selected
        </span>
        {children}
        {hasMore && selection.page.state === 'all' && (
          <Button small kind="quiet" busy={busy} onClick={() => void chooseAll()}>
            Select all that match, on every page
          </Button>
        )}
        <Button small kind="quiet" onClick={() => selection.set([])}>
          Clear selection
        </Button>
      </div>
      {error && <Failure error={error} />}
    </section>
  )
}
