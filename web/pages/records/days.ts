import { localDate } from '../../../src/domain/calendar.ts'

const dayMs = 86_400_000

/** The calendar day it is where the reader is: `2026-05-15`. */
export const today = (now: Date = new Date()): string =>
  localDate(now, Intl.DateTimeFormat().resolvedOptions().timeZone)

/** Whole days from one calendar day to another; below zero when the other is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)

/** How many days a day is over: `3 days late`. */
export function lateText(due: string, now: string): string {
  const days = daysBetween(due, now)
  return days === 1 ? '1 day late' : `${days} days late`
}

/** From how many days before its end something is pointed out. */
const soonDays = 7

/** How urgent a day is that something has to happen on, or ends with. */
export function urgency(day: string, now: string): 'over' | 'soon' | 'later' {
  if (day < now) return 'over'
  return daysBetween(now, day) <= soonDays ? 'soon' : 'later'
}
