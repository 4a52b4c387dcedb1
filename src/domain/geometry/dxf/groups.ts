import { unreadable } from '../unreadable.ts'

/** A code that says what it is, and a value. */
export interface Group {
  code: number
  value: string
}

/** The format's own limit is 2049; a file without line ends must not become one text. */
const mostLineBytes = 4_096

const binarySentinel = 'AutoCAD Binary DXF'

/** Two lines make a group. Values are read byte by byte as Latin letters: only words and numbers matter. */
export class Groups {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    if (String.fromCharCode(...bytes.subarray(0, binarySentinel.length)) === binarySentinel)
      throw unreadable('is a binary DXF; save it as ASCII')
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3
  }

  /** Null at the end of the file. */
  next(): Group | null {
    const text = this.#line()
    if (text === null) return null
    // A last empty line ends the file; anything else must be a code.
    if (text === '') return this.#at >= this.#bytes.length ? null : this.next()
    if (!/^-?\d{1,4}$/.test(text)) throw unreadable('is no DXF file')
    const value = this.#line()
    if (value === null) throw unreadable('is cut off in the middle of a group')
    return { code: Number(text), value }
  }

  #line(): string | null {
    if (this.#at >= this.#bytes.length) return null
    const start = this.#at
    while (this.#at < this.#bytes.length && this.#bytes[this.#at] !== 10) {
      if (this.#at - start > mostLineBytes) throw unreadable('has a line that never ends')
      this.#at++
    }
    const line = this.#bytes.subarray(start, this.#at)
    this.#at++
    return String.fromCharCode(...line).trim()
  }
}
