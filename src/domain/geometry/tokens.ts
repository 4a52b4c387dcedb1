import { unreadable } from './unreadable.ts'

const lineFeed = 10
const carriageReturn = 13

/** Longer than any number or keyword; a file without one line end must not become one text. */
const mostTokenBytes = 200

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13)
const isLineEnd = (byte: number): boolean => byte === lineFeed || byte === carriageReturn

/** Walks over the words of a text file's bytes, without ever making a text of more than one word. */
export class Tokens {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    // A byte order mark, as some editors write it.
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3
  }

  /** The next word, over line ends; null at the end of the file. */
  next(): string | null {
    while (this.#at < this.#bytes.length && isSpace(this.#bytes[this.#at] as number)) this.#at++
    return this.#at < this.#bytes.length ? this.#word() : null
  }

  /** The next word of this line; null when there is none. */
  nextInLine(): string | null {
    while (this.#at < this.#bytes.length) {
      const byte = this.#bytes[this.#at] as number
      if (isLineEnd(byte)) return null
      if (!isSpace(byte)) return this.#word()
      this.#at++
    }
    return null
  }

  /** Passes over the rest of the line. */
  skipLine(): void {
    while (this.#at < this.#bytes.length && !isLineEnd(this.#bytes[this.#at] as number)) this.#at++
  }

  #word(): string {
    const start = this.#at
    while (this.#at < this.#bytes.length && !isSpace(this.#bytes[this.#at] as number)) {
      if (this.#at - start >= mostTokenBytes) throw unreadable('has a word that never ends')
      this.#at++
    }
    // Plain ASCII in every place that matters.
    return String.fromCharCode(...this.#bytes.subarray(start, this.#at))
  }
}

/** A finite number, as CAD programs write it: `1`, `-1.5e-3`, `+2.`, `1D3`. */
export function toNumber(word: string | null): number {
  const value = word === null || word === '' ? Number.NaN : Number(word.replace(/[dD]/, 'e'))
  if (!Number.isFinite(value)) throw unreadable('has a coordinate that is not a number')
  return value
}
