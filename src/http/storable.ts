import { Problem } from '../contract/errors.ts'
import { fieldPath } from './validation.ts'

/** Deeper than anything that is meant, and far from what exhausts a stack. */
const maxDepth = 64

/** PostgreSQL's text holds neither NUL nor half a character. */
const isStorableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

type Path = (string | number)[]

/** Where the first thing stands that could not be stored; undefined when all can. */
function findUnstorable(value: unknown, depth = 0): Path | undefined {
  if (typeof value === 'string') return isStorableText(value) ? undefined : []
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === maxDepth) return []
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const path = findUnstorable(value[index], depth + 1)
      if (path) return [index, ...path]
    }
    return undefined
  }
  for (const key in value) {
    if (!isStorableText(key)) return []
    const path = findUnstorable((value as Record<string, unknown>)[key], depth + 1)
    if (path) return [key, ...path]
  }
  return undefined
}

/**
 * Refuses a body or query with text that no database row can hold, or nested past all reason: it would fail
 * further in, where nobody can say whose fault it was.
 */
export function refuseUnstorable(value: unknown): void {
  const path = findUnstorable(value)
  if (path === undefined) return
  const message = `must not contain NUL, half a character, or more than ${maxDepth} levels`
  throw new Problem('validation_failed', { errors: [{ path: fieldPath(path), message }] })
}
