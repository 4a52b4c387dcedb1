import { z } from 'zod'
import type { FieldError } from '../errors.ts'
import { publishedSchema } from '../json-schema.ts'
import { type EventData, type EventType, eventCatalogue } from './catalogue.ts'
import { commonMembers, maxDataBytes, maxDataDepth } from './members.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const { $schema: _, ...commonSchema } = publishedSchema(
  z.looseObject({ ...commonMembers, project_no: commonMembers.project_no.optional() }),
  'input',
)

/**
 * `data` in the body of a request: any object, handed on as it came, since a schema of members would reorder it
 * and drop a member named `__proto__`. `checkEventData` says the rest, once the type is known.
 */
export const eventDataInput = z.custom<Record<string, unknown>>(isObject, 'must be an object').meta({
  ...commonSchema,
  description:
    `Checked against the schema of its type; at most ${maxDataBytes} bytes of JSON, nested at most ` +
    `${maxDataDepth} deep. Members that the schema does not name pass through unchanged.`,
})

// What JSON makes of a UTF-16 unit is at most \uXXXX, and no number or literal is longer than 25 characters.
const escapeBytes = 6
const scalarBytes = 25

/** The most bytes that a value's JSON can take, found without writing it; infinite where it nests too deep. */
function mostBytes(value: unknown, depth: number): number {
  if (typeof value === 'string') return value.length * escapeBytes + 2
  if (typeof value !== 'object' || value === null) return scalarBytes
  if (depth > maxDataDepth) return Number.POSITIVE_INFINITY
  let bytes = 2
  for (const key of Object.keys(value))
    bytes += key.length * escapeBytes + 4 + mostBytes((value as Record<string, unknown>)[key], depth + 1)
  return bytes
}

function checkSize(data: unknown): FieldError[] {
  const most = mostBytes(data, 1)
  if (most <= maxDataBytes) return []
  if (most === Number.POSITIVE_INFINITY)
    return [{ path: 'data', message: `must not nest deeper than ${maxDataDepth} levels` }]
  const bytes = new TextEncoder().encode(JSON.stringify(data)).length
  return bytes <= maxDataBytes
    ? []
    : [{ path: 'data', message: `must be at most ${maxDataBytes} bytes of JSON, is ${bytes}` }]
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`),
    'data',
  )

export type CheckedData = { ok: true; data: EventData } | { ok: false; errors: FieldError[] }

/**
 * Checks the `data` of a new event: its type's members and their limits, its size, its depth. What is good comes
 * back as the object that went in. An absent `project_no` counts as null. Paths start with `data`.
 */
export function checkEventData(type: EventType, data: unknown): CheckedData {
  if (!isObject(data)) return { ok: false, errors: [{ path: 'data', message: 'must be an object' }] }
  const whole = data.project_no === undefined ? { ...data, project_no: null } : data
  const { error } = eventCatalogue[type].data.safeParse(whole)
  const errors =
    error === undefined
      ? checkSize(data)
      : error.issues.map((issue) => ({ path: pathText(issue.path), message: issue.message }))
  return errors.length === 0 ? { ok: true, data: data as EventData } : { ok: false, errors }
}
