import { useRef, useState } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { Button } from './button.tsx'
import { Confirm } from './confirm.tsx'
import { firstMarked } from './first-marked.ts'
import { UnsavedGuard } from './unsaved-guard.tsx'

/** A field that is not saved yet: its label, what it was, what it is to be. */
export type Change = readonly [label: string, before: string, after: string]

interface SaveBarProps {
  changes: readonly Change[]
  onUndo(): void
  /** Looks again before it asks: false when something stands against saving, which the page then shows. */
  check?(): Promise<boolean>
  /** Throws for a refusal: about fields the form says it in place, any other is shown before the bar closes. */
  onSave(): Promise<unknown>
}

const countText = (count: number): string => (count === 1 ? '1 unsaved change' : `${count} unsaved changes`)

/** Stays in sight while something is not saved, and lists old and new before it is. */
export function SaveBar({ changes, onUndo, check, onSave }: SaveBarProps) {
  const bar = useRef<HTMLDivElement>(null)
  const [confirming, setConfirming] = useState(false)
  const [checking, setChecking] = useState(false)
  const ask = async () => {
    setChecking(true)
    // Where it cannot be looked at now, saving says why.
    const isClear = await (check?.() ?? Promise.resolve(true)).catch(() => true)
    setChecking(false)
    setConfirming(isClear)
  }
  const save = () =>
    onSave().catch((error: unknown) => {
      if (!(error instanceof ApiProblem) || error.errors.length === 0) throw error
    })
  const toMend = () => {
    const form = bar.current?.closest('form')
    return (form && firstMarked(form)) ?? true
  }
  return (
    <>
      <UnsavedGuard when={changes.length > 0} />
      <div ref={bar} aria-live="polite" className="sticky bottom-3 z-10">
        {changes.length > 0 && (
          <div className="flex flex-wrap items-center justify-between gap-3 rounded-md border border-accent bg-raised p-3 shadow-lg">
            <span className="text-sm font-medium">{countText(changes.length)}</span>
            <span className="flex gap-2">
              <Button small onClick={onUndo}>
                Undo
              </Button>
              <Button small kind="primary" busy={checking} onClick={() => void ask()}>
                Save
              </Button>
            </span>
          </div>
        )}
      </div>
      <Confirm
        open={confirming}
        onClose={() => setConfirming(false)}
        title="Save these changes?"
        action={changes.length === 1 ? 'Save the change' : `Save ${changes.length} changes`}
        danger={false}
        finalFocus={toMend}
        onConfirm={save}
      >
        <dl className="grid gap-3">
          {changes.map(([label, before, after]) => (
            <div key={label}>
              <dt className="text-sm font-medium text-ink">{label}</dt>
              <dd className="text-sm wrap-anywhere">
                <del className="text-soft">{before || 'nothing'}</del> →{' '}
                <ins className="text-ink no-underline">{after || 'nothing'}</ins>
              </dd>
            </div>
          ))}
        </dl>
      </Confirm>
    </>
  )
}
