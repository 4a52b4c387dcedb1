import { useState } from 'react'
import { Button } from './button.tsx'
import { type Conflict, differs, merge, same } from './merge.ts'
import { Notice } from './panel.tsx'

interface Editing<V> {
  values: V
  setValues(values: NoInfer<V>): void
}

/**
 * Keeps a form in step with a record that others change as well: `theirs` is the record as it was read last. What
 * both have changed stands in `conflicts` until the person takes theirs or keeps the own.
 */
export function useMerge<V extends object>(theirs: V, form: Editing<V>) {
  const [base, setBase] = useState(theirs)
  const [conflicts, setConflicts] = useState<readonly Conflict<V>[]>([])
  if (differs(base, theirs)) {
    const { merged, conflicts: found } = merge(base, theirs, form.values)
    setBase(theirs)
    form.setValues(merged)
    const isNew = new Set(found.map(({ name }) => name))
    setConflicts([...conflicts.filter(({ name }) => !isNew.has(name)), ...found])
  }
  /** What to send where the record is met as it is `now`: theirs beside mine; null while something stands against it. */
  const meet = (now: V): V | null => {
    const { merged, conflicts: found } = merge(base, now, form.values)
    return open.length === 0 && found.length === 0 ? merged : null
  }
  const open = conflicts.filter(({ name, theirs: value }) => !same(form.values[name], value))
  const settle = (name: string) => setConflicts(conflicts.filter((one) => one.name !== name))
  return {
    conflicts: open,
    /** Something is entered that the record has not got. */
    isDirty: differs(theirs, form.values),
    /** The record as it would be met now: true when nothing stands against saving. */
    isClear: (now: V): boolean => meet(now) !== null,
    meet,
    take: ({ name, theirs: value }: Conflict<V>) => {
      form.setValues({ ...form.values, [name]: value })
      settle(name)
    },
    keep: ({ name }: Conflict<V>) => settle(name),
  }
}

interface ConflictsProps<V> {
  merge: Pick<ReturnType<typeof useMerge<V & object>>, 'conflicts' | 'take' | 'keep'>
  values: V
  labelOf(name: keyof V & string): string
  textOf(value: unknown): string
}

/** What is saved now beside what is entered here, field by field, to choose from. */
export function Conflicts<V extends object>({ merge: merging, values, labelOf, textOf }: ConflictsProps<V>) {
  if (merging.conflicts.length === 0) return null
  return (
    <Notice tone="warn" title="Somebody else has changed this meanwhile">
      <ul className="mt-2 grid grid-cols-1 gap-3">
        {merging.conflicts.map((conflict) => {
          const label = labelOf(conflict.name)
          return (
            <li key={conflict.name} className="grid grid-cols-1 gap-2">
              <dl className="grid grid-cols-1 gap-x-4 text-ink sm:grid-cols-2">
                <div>
                  <dt className="font-medium wrap-anywhere">{label} now</dt>
                  <dd className="wrap-anywhere">{textOf(conflict.theirs) || 'nothing'}</dd>
                </div>
                <div>
                  <dt className="font-medium wrap-anywhere">{label} as you want it</dt>
                  <dd className="wrap-anywhere">{textOf(values[conflict.name]) || 'nothing'}</dd>
                </div>
              </dl>
              <span className="flex flex-wrap gap-2">
                <Button small onClick={() => merging.take(conflict)}>
                  Take theirs
                </Button>
                <Button small onClick={() => merging.keep(conflict)}>
                  Keep mine
                </Button>
              </span>
            </li>
          )
        })}
      </ul>
    </Notice>
  )
}
