import type { z } from 'zod'
import { type FieldError, Problem } from '../contract/errors.ts'

/** `events[3].data.title` from a list of keys and indexes. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')

function fieldErrors(issues: readonly z.core.$ZodIssue[], prefix: string): FieldError[] {
  return issues.flatMap((issue) => {
    const path = fieldPath(prefix === '' ? issue.path : [prefix, ...issue.path])
    // Unknown members are named one by one: "unrecognized keys" at the root helps nobody.
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: fieldPath([...(path === '' ? [] : [path]), key]),
        message: 'is not known here',
      }))
    return [{ path, message: issue.message }]
  })
}

/** The value as the schema makes it, or the 400 that says what is wrong. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, prefix = ''): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Problem('validation_failed', { errors: fieldErrors(result.error.issues, prefix) })
}
