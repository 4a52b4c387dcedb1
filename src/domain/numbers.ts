import { localDate } from './calendar.ts'

/** Which record a number names: `P-20260515-0001` is a project. */
export const numberPrefixes = {
  project: 'P',
  quote: 'Q',
  order: 'O',
  shipment: 'S',
  invoice: 'I',
  ncr: 'N',
} as const
export type NumberKind = keyof typeof numberPrefixes

/** The calendar day of a moment in a time zone, as `20260515`. */
export const localDay = (at: Date, timeZone: string): string => localDate(at, timeZone).replaceAll('-', '')

/** `P-20260515-0001`; past 9999 the last part widens (domain.md, "Numbers"). */
export const composeNumber = (kind: NumberKind, day: string, n: number): string =>
  `${numberPrefixes[kind]}-${day}-${String(n).padStart(4, '0')}`
