import { useEffect, useSyncExternalStore } from 'react'

/** What the page that is shown is called, for the window's title, the way back and screen readers. */
class PageTitle {
  readonly #watchers = new Set<() => void>()
  #names: readonly { name: string }[] = []
  #unread = 0

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Null while the page is on its way, or has no heading of its own. */
  current = (): string | null => this.#names.at(-1)?.name ?? null

  /** A page is shown; returns how to say that it is not any more. */
  show(name: string): () => void {
    const entry = { name }
    this.#names = [...this.#names, entry]
    this.#tell()
    return () => {
      this.#names = this.#names.filter((one) => one !== entry)
      this.#tell()
    }
  }

  /** How many inbox items are unread, which the window's title says first. */
  setUnread(count: number): void {
    this.#unread = count
    this.#tell()
  }

  #tell(): void {
    const name = this.current()
    document.title = `${this.#unread > 0 ? `(${this.#unread}) ` : ''}${name === null ? '' : `${name} · `}Fabwire`
    for (const watcher of this.#watchers) watcher()
  }
}

export const pageTitle = new PageTitle()

export const usePageTitle = (): string | null => useSyncExternalStore(pageTitle.watch, pageTitle.current)

/** Names the page while it is shown. */
export function useShownTitle(name: string): void {
  useEffect(() => pageTitle.show(name), [name])
}
