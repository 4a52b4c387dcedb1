import { paths } from '../../paths.ts'
import type { Section } from './sections.ts'

/** The letter after `g` that leads to a page. */
const letters: Readonly<Record<string, string>> = {
  [paths.home]: 'h',
  [paths.inbox]: 'i',
  [paths.projects]: 'p',
  [paths.quotes]: 'q',
  [paths.orders]: 'o',
  [paths.invoices]: 'v',
  [paths.quality]: 'n',
  [paths.messages]: 'm',
  [paths.cad]: 'c',
  [paths.customers]: 'u',
  [paths.developerTokens]: 't',
  [paths.developerWebhooks]: 'w',
  [paths.integrationWebhooks]: 'w',
  [paths.integrationKeys]: 'k',
  [paths.security]: 's',
}

export interface GoTo {
  letter: string
  label: string
  to: string
}

/** The pages that have a letter, of those that the person may see. */
export const goTosOf = (sections: readonly Section[]): GoTo[] =>
  sections
    .flatMap(({ entries }) => entries)
    .flatMap(({ to, label }) => {
      const letter = letters[to]
      return letter === undefined ? [] : [{ letter, label, to }]
    })

export type Press = { kind: 'palette' } | { kind: 'search' } | { kind: 'help' } | { kind: 'go'; to: string }

export interface Key {
  key: string
  /** Control, or Command on a Mac. */
  isMod: boolean
  isAlt: boolean
  /** In a field, where keys are text. */
  isTyping: boolean
  /** On the monotonic clock. */
  atMs: number
}

/** The second key must follow within. */
const togetherMs = 1_500

/** Reads keys: `Mod+K` anywhere; `/`, `?` and `g` with a letter where nobody types and single keys are on. */
export class ShortcutReader {
  #gAtMs = Number.NEGATIVE_INFINITY

  read(
    { key, isMod, isAlt, isTyping, atMs }: Key,
    goTos: readonly GoTo[],
    singleKeys: boolean,
  ): Press | null {
    if (isMod && !isAlt && key.toLowerCase() === 'k') return { kind: 'palette' }
    if (isMod || isAlt || isTyping || !singleKeys) return null
    const isSecond = atMs - this.#gAtMs <= togetherMs
    this.#gAtMs = key === 'g' && !isSecond ? atMs : Number.NEGATIVE_INFINITY
    if (isSecond) {
      const found = goTos.find(({ letter }) => letter === key)
      return found === undefined ? null : { kind: 'go', to: found.to }
    }
    return key === '/' ? { kind: 'search' } : key === '?' ? { kind: 'help' } : null
  }
}

const storageKey = 'fabwire-single-keys'

/** Single keys can be turned off, for who speaks to the computer (WCAG 2.1.4). */
export const readSingleKeys = (): boolean => localStorage.getItem(storageKey) !== 'off'

export function chooseSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, 'off')
}
