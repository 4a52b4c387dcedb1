import { z } from 'zod'
import { Problem } from './errors.ts'

/** A record's id: UUIDv7, lower case. */
export const id = z.uuid().meta({ description: 'UUID' })

/** A user's or an event's id. */
export const integerId = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)

/** The same where everything is text: in a query, in the fields of a form. */
export const integerIdText = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)

/** ISO 8601 UTC with milliseconds, as every time on the wire. */
export const time = z.iso.datetime({ precision: 3 })

/** Four digits in UTC: other years would not come back from the wire or the database as they went in. */
const hasPlainYear = (iso: string): boolean => {
  const year = new Date(iso).getUTCFullYear()
  // What is no time at all has no year, and is refused for that alone.
  return Number.isNaN(year) || (year >= 1 && year <= 9999)
}

/** A time in a request: any ISO 8601 with an offset or Z. */
export const timeInput = z.iso
  .datetime({ offset: true })
  .refine(hasPlainYear, 'must be in a year from 1 to 9999')
  .transform((iso) => new Date(iso))

/** A text that names something: trimmed, not empty, at most `max` characters. */
export const name = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    // Control characters have no place in a name and would reach headers, mails and logs.
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')

/** Free text: trimmed, may be empty and have several lines, at most `max` characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    // PostgreSQL's text cannot hold it.
    .refine((value) => !value.includes('\0'), 'must not contain NUL')

export const defaultPageSize = 50
export const maxPageSize = 200

/** `?limit=&cursor=` of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(defaultPageSize),
  cursor: z.string().min(1).max(200).optional(),
}

/** `{data, next_cursor}` of every list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ data: z.array(item), next_cursor: z.string().nullable() })

export interface Page<T> {
  data: T[]
  next_cursor: string | null
}

export interface PageRequest {
  limit: number
  /** Decoded position: the id of the last row seen. */
  after: string | undefined
}

export const pathId = z.object({ id })

/** Wraps a list's position. Opaque to clients, so that what it holds can change. */
export const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url')

/** The position in a cursor. What does not fit `form` is 400 `invalid_cursor`. */
export function decodeCursor(cursor: string | undefined, form: RegExp): string | undefined {
  if (cursor === undefined) return undefined
  const position = Buffer.from(cursor, 'base64url').toString()
  if (!form.test(position)) throw new Problem('invalid_cursor')
  return position
}

export const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Where a list of records continues; records are listed by id, newest first. */
export const pageRequest = (query: { limit: number; cursor?: string | undefined }): PageRequest => ({
  limit: query.limit,
  after: decodeCursor(query.cursor, uuidForm),
})

/** One page of rows read with `limit + 1`, so that the last page has no cursor. */
export function toPage<Row extends { id: string }, T>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    data: shown.map(present),
    next_cursor: rows.length > limit && last ? encodeCursor(last.id) : null,
  }
}
