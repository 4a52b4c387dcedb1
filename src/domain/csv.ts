/** Comma-separated values as RFC 4180 has them, for spreadsheets to write and to read. */

/** What a spreadsheet takes for a formula when a cell begins with it, full-width forms included. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

/** True for a text that a spreadsheet would run. */
export const looksLikeFormula = (text: string): boolean => formulaStart.test(text)

function writeCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // A leading apostrophe makes it a text, and is what spreadsheets themselves write for that.
  const text = looksLikeFormula(value) ? `'${value}` : value
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line with its end. Texts that a spreadsheet would run as a formula are made plain text. */
export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map(writeCell).join(',')}\r\n`

export interface CsvRow {
  /** Where it begins in the file, from 1. */
  line: number
  cells: string[]
}

/** The text is no CSV. */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  /** Where the cell begins that cannot be read, from 1. */
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Longer than any header. */
const headCharacters = 10_000

/** Commas, or what spreadsheets write where the comma is the decimal sign; the header tells, quoted cells aside. */
function separatorOf(text: string): string {
  const unquoted = text.slice(0, headCharacters).replaceAll(/"[^"]*(?:"|$)/g, '')
  const [head = ''] = unquoted.split(/[\r\n]/, 1)
  const counts = [',', ';', '\t'].map((sign) => [sign, head.split(sign).length] as const)
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0]
}

/** Reads a text cell by cell; `next` ends each. */
class Reader {
  readonly #text: string
  readonly #separator: string
  #at = 0
  line = 1

  constructor(text: string, separator: string) {
    this.#text = text
    this.#separator = separator
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  #quoted(): string {
    const begin = this.line
    let cell = ''
    for (;;) {
      const end = this.#text.indexOf('"', this.#at + 1)
      if (end === -1) throw new CsvError(begin, 'a quoted cell has no end')
      const part = this.#text.slice(this.#at + 1, end)
      cell += part
      this.line += part.split(/\r\n|\r|\n/).length - 1
      this.#at = end + 1
      if (this.#text[this.#at] !== '"') return cell
      cell += '"'
    }
  }

  #plain(): string {
    const begin = this.#at
    while (!this.done && !this.#endsHere()) this.#at++
    return this.#text.slice(begin, this.#at)
  }

  #endsHere(): boolean {
    const sign = this.#text[this.#at]
    return sign === this.#separator || sign === '\r' || sign === '\n'
  }

  cell(): string {
    if (this.#text[this.#at] !== '"') return this.#plain()
    const cell = this.#quoted()
    if (!this.done && !this.#endsHere()) throw new CsvError(this.line, 'text stands behind a closing quote')
    return cell
  }

  /** Steps over what ends a cell. True when another cell of the same row follows. */
  next(): boolean {
    if (this.#text[this.#at] === this.#separator) {
      this.#at++
      return true
    }
    if (this.#text.startsWith('\r\n', this.#at)) this.#at++
    this.#at++
    this.line++
    return false
  }
}

/**
 * The rows of a file, without empty lines. Commas, semicolons or tabs separate cells, as the first line has it; a
 * byte order mark is skipped. Throws `CsvError` for what is no CSV.
 */
export function parseCsv(file: string): CsvRow[] {
  const text = file.startsWith('\ufeff') ? file.slice(1) : file
  const reader = new Reader(text, separatorOf(text))
  const rows: CsvRow[] = []
  while (!reader.done) {
    const { line } = reader
    const cells = [reader.cell()]
    while (reader.next()) cells.push(reader.cell())
    if (cells.length > 1 || cells[0] !== '') rows.push({ line, cells })
  }
  return rows
}
