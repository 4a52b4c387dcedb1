import { Problem } from '../../contract/errors.ts'
import type { Queryable } from '../../db/port.ts'
import { localDate } from '../../domain/calendar.ts'
import { timeZoneOf } from '../workspace/index.ts'

const wrongDay = (path: string, message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path, message }] })

/** The day it is where the workspace is. */
export const todayIn = async (db: Queryable, workspaceId: string, at: Date): Promise<string> =>
  localDate(at, await timeZoneOf(db, workspaceId))

/** An invoice is due today at the earliest. */
export async function refusePastDay(
  db: Queryable,
  workspaceId: string,
  dueOn: string,
  at: Date,
): Promise<void> {
  const today = await todayIn(db, workspaceId, at)
  if (dueOn < today) throw wrongDay('due_on', `must be ${today} or later`)
}

/** Money that has been received was received today at the latest. Without a day: today. */
export async function dayReceived(
  db: Queryable,
  workspaceId: string,
  receivedOn: string | undefined,
  at: Date,
): Promise<string> {
  const today = await todayIn(db, workspaceId, at)
  if (receivedOn !== undefined && receivedOn > today)
    throw wrongDay('received_on', `must be ${today} or earlier`)
  return receivedOn ?? today
}

/** An amount must be in the currency of the document. */
export function requireCurrency(path: string, given: string, currency: string): void {
  if (given !== currency) throw wrongDay(`${path}.currency`, `must be ${currency}, as the invoice is`)
}
