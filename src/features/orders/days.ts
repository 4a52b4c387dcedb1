import { Problem } from '../../contract/errors.ts'
import type { Queryable } from '../../db/port.ts'
import { localDate } from '../../domain/calendar.ts'
import { timeZoneOf } from '../workspace/index.ts'

/**
 * A day of the workspace as a request says it: itself, or a moment of it. Null when it is not said. 400 at `path` for
 * a day that is over.
 */
export async function dayFrom(
  db: Queryable,
  workspaceId: string,
  said: string | Date | null | undefined,
  now: Date,
  path: string,
): Promise<string | null> {
  if (said === undefined || said === null) return null
  const timeZone = await timeZoneOf(db, workspaceId)
  const day = typeof said === 'string' ? said : localDate(said, timeZone)
  const today = localDate(now, timeZone)
  if (day < today)
    throw new Problem('validation_failed', { errors: [{ path, message: `must be ${today} or later` }] })
  return day
}
