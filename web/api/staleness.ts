/** What could not be read again: what is shown of it is old. */
class Staleness {
  readonly #failures = new Map<string, Error>()
  readonly #watchers = new Set<() => void>()

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Why the last reading failed; null while all that is shown is fresh. */
  problem = (): Error | null => [...this.#failures.values()].at(-1) ?? null

  failed(name: string, error: Error): void {
    this.#failures.delete(name)
    this.#failures.set(name, error)
    this.#tell()
  }

  refreshed(name: string): void {
    if (this.#failures.delete(name)) this.#tell()
  }

  clear(): void {
    this.#failures.clear()
    this.#tell()
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher()
  }
}

export const staleness = new Staleness()
