import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { firstMarked } from './first-marked.ts'
import { useCountdown } from './use-countdown.ts'

const sameText = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The first field that the server complains of takes the focus; where none is marked, the notice is read out. */
function useFocusOnError(error: Error | null) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error instanceof ApiProblem && form.current) firstMarked(form.current)?.focus()
  }, [error])
  return form
}

/**
 * A form over plain values: what was typed stays through every refusal, each field shows the server's word about it,
 * and the first of these takes the focus. `submit` throws `ApiProblem` for a refusal.
 */
export function useForm<V extends object, R>(
  initial: V,
  submit: (values: V) => Promise<R>,
  done: (result: R) => void,
) {
  const [values, setValues] = useState(initial)
  /** As the server has them: what differs is not saved. */
  const [saved, setSaved] = useState(initial)
  const { mutate, mutateAsync, isPending, error, reset, variables } = useMutation<R, Error, V>({
    mutationFn: submit,
    onSuccess: (result, sent) => {
      setSaved(sent)
      done(result)
    },
  })
  const form = useFocusOnError(error)
  const [isLooking, setLooking] = useState(false)
  const problem = error instanceof ApiProblem ? error : null
  const isTooEarly = useCountdown(problem?.status === 429 ? problem.retryAtMs : null) > 0
  const busy = isPending || isLooking || isTooEarly
  /** Where it cannot be looked at now, sending says why. */
  const sendAfter = async (look: () => Promise<V | null>) => {
    setLooking(true)
    const wanted = await look().catch(() => values)
    setLooking(false)
    if (wanted !== null) mutate(wanted)
  }
  return {
    values,
    setValues,
    set: <K extends keyof V>(name: K, value: V[K]) => setValues((before) => ({ ...before, [name]: value })),
    /** Members of a text field. */
    text: (name: keyof V & string) => ({
      name,
      value: String(values[name] ?? ''),
      error: problem?.errorOf(name),
      onChange: (event: { target: { value: string } }) =>
        setValues((before) => ({ ...before, [name]: event.target.value })),
    }),
    onSubmit: (event: FormEvent) => {
      event.preventDefault()
      form.current = event.currentTarget as HTMLFormElement
      if (!busy) mutate(values)
    },
    /** The same where others change the record too: `look` reads it again and says what to send, null for nothing. */
    onSubmitAfter: (look: () => Promise<V | null>) => (event: FormEvent) => {
      event.preventDefault()
      form.current = event.currentTarget as HTMLFormElement
      if (!busy) void sendAfter(look)
    },
    /** What the server says of a member at any depth, with what is below it: `lines[0].quantity`. */
    errorOf: (path: string) => problem?.errorOf(path),
    /** The same of this very place alone. */
    errorAt: (path: string) => problem?.errorAt(path),
    /** What was sent when the server complained: the indexes in its paths count in this, not in what is typed now. */
    sent: variables ?? initial,
    /** For a form that is saved by other means than submitting it, such as a bar. */
    ref: form,
    /** Sends what is entered. Throws for a refusal, whose complaints then stand with the fields. */
    save: () => mutateAsync(values),
    /** Back to what is saved, without the complaints about what was entered. */
    undo: (to: V) => {
      reset()
      setValues(to)
    },
    busy,
    /** Something was entered that the server has not got. */
    isDirty: !isPending && !sameText(values, saved),
    error,
    problem,
    clear: () => {
      reset()
      setValues(initial)
      setSaved(initial)
    },
  }
}
