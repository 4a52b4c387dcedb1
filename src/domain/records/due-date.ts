import { localDate } from '../calendar.ts'

/** An invoice is due soon when the end of its due day is at most this far away (domain.md, "Events"). */
export const dueSoonMs = 72 * 3_600_000

/** Days of one time zone between which a due day falls, at one moment. */
export interface DueDays {
  /** The day it is. Invoices due on an earlier day are overdue. */
  today: string
  /** Invoices due on an earlier day, but not before today, are due soon. */
  soonBefore: string
}

/**
 * A due day ends when the next one begins where the workspace is. That end has passed exactly when it is a later day
 * there, and is within 72 hours exactly when it will be a later day in 72 hours: so days are compared, as texts, and
 * no clock change can make a day end too early or too late.
 */
export const dueDays = (now: Date, timeZone: string): DueDays => ({
  today: localDate(now, timeZone),
  soonBefore: localDate(new Date(now.getTime() + dueSoonMs), timeZone),
})

/** The latest `soonBefore` of any time zone: none is more than 14 hours ahead of UTC. */
export const latestSoonBefore = (now: Date): string =>
  localDate(new Date(now.getTime() + dueSoonMs + 86_400_000), 'UTC')

export type DueState = 'overdue' | 'due_soon' | 'later'

/** Overdue wins: what became both while no scheduler ran is overdue. */
export function dueState(dueOn: string, { today, soonBefore }: DueDays): DueState {
  if (dueOn < today) return 'overdue'
  return dueOn < soonBefore ? 'due_soon' : 'later'
}
