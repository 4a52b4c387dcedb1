export const dayMs = 86_400_000

/** The calendar day (UTC) of a moment, as `2026-05-15`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

export const after = (at: Date, days: number): Date => new Date(at.getTime() + days * dayMs)
