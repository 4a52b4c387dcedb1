const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const form = /^(\d+)(ms|s|m|h|d)$/

/** Milliseconds of `30s`, `2m`, `500ms`, `6h`, `1d`; null when the text is not of that form. */
export function parseDurationMs(text: string): number | null {
  const match = form.exec(text.trim())
  if (match === null) return null
  const ms = Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]
  return Number.isSafeInteger(ms) ? ms : null
}

/** Milliseconds of each wait of a comma-separated list; null when any part is malformed or none is given. */
export function parseDurationListMs(text: string): number[] | null {
  const parts = text.split(',').map(parseDurationMs)
  return parts.every((part) => part !== null) ? (parts as number[]) : null
}
