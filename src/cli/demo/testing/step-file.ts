/** A value of an exchange file: reference, list, typed value, or the text of anything else. */
export type StepValue = { ref: number } | { list: StepValue[] } | StepEntity | string

export interface StepEntity {
  keyword: string
  parameters: StepValue[]
}

export interface StepFile {
  header: StepEntity[]
  /** By number; an instance of several types at once has one entity for each. */
  data: Map<number, StepEntity[]>
}

/** Comments and blanks are skipped; a string runs to a quote that is not doubled. */
const TOKEN =
  /\/\*[\s\S]*?\*\/|\s+|('(?:[^']|'')*'|#\d+|\.\w+\.|[-+]?\d[\d.]*(?:E[-+]?\d+)?|[\w-]+|[$*(),;=])/gy

/**
 * Reads an ISO 10303-21 file by its grammar, knowing no schema.
 * @throws {Error} naming the place where the text stops being one
 */
export function parseStep(source: string): StepFile {
  const reader = new Reader(tokenize(source))
  reader.expect('ISO-10303-21', ';')
  const header = reader.section('HEADER', () => reader.entity())
  const numbered = reader.section('DATA', () => reader.instance())
  reader.expect('END-ISO-10303-21', ';', END)
  const data = new Map(numbered)
  if (data.size !== numbered.length) throw new Error('a number is given twice')
  return { header, data }
}

const END = '(end)'
const KEYWORD = /^[A-Z]\w*$/

class Reader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  expect(...wanted: readonly string[]): void {
    for (const token of wanted) {
      const found = this.#next()
      if (found !== token) throw new Error(`token ${this.#at}: expected ${token}, found ${found}`)
    }
  }

  section<T>(name: string, statement: () => T): T[] {
    const statements: T[] = []
    this.expect(name, ';')
    while (this.#peek() !== 'ENDSEC') {
      statements.push(statement())
      this.expect(';')
    }
    this.expect('ENDSEC', ';')
    return statements
  }

  instance(): [number, StepEntity[]] {
    const number = Number(this.#next().slice(1))
    this.expect('=')
    if (this.#peek() !== '(') return [number, [this.entity()]]
    const parts: StepEntity[] = []
    this.expect('(')
    while (this.#peek() !== ')') parts.push(this.entity())
    this.expect(')')
    return [number, parts]
  }

  entity(): StepEntity {
    const keyword = this.#next()
    if (!KEYWORD.test(keyword)) throw new Error(`token ${this.#at}: ${keyword} is no keyword`)
    return { keyword, parameters: this.#parameters() }
  }

  #parameters(): StepValue[] {
    const values: StepValue[] = []
    this.expect('(')
    while (this.#peek() !== ')') {
      if (values.length > 0) this.expect(',')
      values.push(this.#value())
    }
    this.expect(')')
    return values
  }

  #value(): StepValue {
    const token = this.#peek()
    if (token === '(') return { list: this.#parameters() }
    if (KEYWORD.test(token)) return this.entity()
    if (/^[,;=)]$/.test(token) || token === END) throw new Error(`token ${this.#at}: ${token} is no value`)
    this.#next()
    return token.startsWith('#') ? { ref: Number(token.slice(1)) } : token
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? END
  }

  #next(): string {
    const token = this.#peek()
    this.#at += 1
    return token
  }
}

function tokenize(source: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const from = TOKEN.lastIndex
    const found = TOKEN.exec(source)
    if (!found) throw new Error(`character ${from}: not a token: ${source.slice(from, from + 20)}`)
    if (found[1] !== undefined) tokens.push(found[1])
  }
  return tokens
}

/** The numbers that a value refers to, however deep. */
export function refsIn(value: StepValue): number[] {
  if (typeof value === 'string') return []
  if ('ref' in value) return [value.ref]
  return ('list' in value ? value.list : value.parameters).flatMap(refsIn)
}
