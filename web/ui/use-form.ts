import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiProblem } from '../api/client.ts'

/**
 * A form over plain values: what was typed stays through every refusal, and each field shows the server's word about
 * it. `submit` throws `ApiProblem` for a refusal.
 */
export function useForm<V extends object, R>(
  initial: V,
  submit: (values: V) => Promise<R>,
  done: (result: R) => void,
) {
  const [values, setValues] = useState(initial)
  const { mutate, isPending, error, reset } = useMutation<R, Error, V>({
    mutationFn: submit,
    onSuccess: done,
  })
  const problem = error instanceof ApiProblem ? error : null
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
      if (!isPending) mutate(values)
    },
    busy: isPending,
    error,
    problem,
    clear: () => {
      reset()
      setValues(initial)
    },
  }
}
