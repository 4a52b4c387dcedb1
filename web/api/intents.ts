/** For so long the server answers the same key with the same answer (contract.md, "Writes"). */
const keptMs = 24 * 3_600_000

interface Intent {
  key: string
  sinceMs: number
}

/** A text that two bodies share when they ask for the same. Files are told apart by what the browser knows of them. */
export function bodyText(body: unknown): string {
  if (!(body instanceof FormData)) return JSON.stringify(body ?? null)
  const fields = [...body].map(([name, value]) =>
    typeof value === 'string'
      ? [name, value]
      : [name, value.name, value.size, value.type, value.lastModified],
  )
  return JSON.stringify(fields)
}

/**
 * One `Idempotency-Key` for one thing that somebody wants made: while it is not known whether it was made, asking
 * again for the same sends the same key, so that it is made once. A known outcome ends it: asking again then means
 * another one.
 */
export class Intents {
  readonly #open = new Map<string, Intent>()
  readonly #newKey: () => string

  constructor(newKey: () => string) {
    this.#newKey = newKey
  }

  keyFor(path: string, body: unknown, nowMs: number): string {
    const name = `${path} ${bodyText(body)}`
    const open = this.#open.get(name)
    if (open !== undefined && nowMs - open.sinceMs < keptMs) return open.key
    const intent = { key: this.#newKey(), sinceMs: nowMs }
    this.#open.set(name, intent)
    return intent.key
  }

  /** An answer of this status came for it; 0 for none. */
  answered(path: string, body: unknown, status: number): void {
    // In progress (409) stands for a first request whose end is not known either; its caller says so with 0.
    if (status !== 0 && status < 500 && status !== 408) this.#open.delete(`${path} ${bodyText(body)}`)
  }
}
