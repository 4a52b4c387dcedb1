export type Point = readonly [number, number, number]

export const X: Point = [1, 0, 0]
export const Z: Point = [0, 0, 1]

/** A reference to an entity of the file, `#12`. */
export type Ref = `#${number}`

/**
 * The DATA section of an ISO 10303-21 exchange file as it grows: every entity gets the next
 * number, equal directions and points are the caller's matter.
 */
export class StepWriter {
  readonly #lines: string[] = []

  /** Adds `KEYWORD(parameters)` and returns its number. */
  add(keyword: string, ...parameters: readonly string[]): Ref {
    return this.#line(`${keyword}(${parameters.join(',')})`)
  }

  /** Adds an instance of several types at once, as units and contexts are. */
  addComplex(...parts: readonly string[]): Ref {
    return this.#line(`(${parts.join(' ')})`)
  }

  point(at: Point): Ref {
    return this.add('CARTESIAN_POINT', "''", list(at.map(real)))
  }

  direction(along: Point): Ref {
    return this.add('DIRECTION', "''", list(along.map(real)))
  }

  placement(at: Point, axis: Point, reference: Point): Ref {
    return this.add(
      'AXIS2_PLACEMENT_3D',
      "''",
      this.point(at),
      this.direction(axis),
      this.direction(reference),
    )
  }

  toString(): string {
    return this.#lines.join('\n')
  }

  #line(text: string): Ref {
    const ref: Ref = `#${this.#lines.length + 1}`
    this.#lines.push(`${ref}=${text};`)
    return ref
  }
}

export const list = (items: readonly string[]): string => `(${items.join(',')})`

/** A REAL of the format always has a decimal point: `12.`, `0.5`, `1.E-7`. */
export function real(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e')
  const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.`
  return exponent === undefined ? pointed : `${pointed}E${Number(exponent)}`
}

/**
 * A STRING of the format: quotes and backslashes doubled, everything outside printable ASCII as
 * `\X2\…\X0\` or `\X4\…\X0\` (ISO 10303-21, 6.4.3), control characters as a blank.
 */
export function text(value: string): string {
  const encoded = [...value].map((character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20 || code === 0x7f) return ' '
    if (character === "'" || character === '\\') return character + character
    if (code < 0x7f) return character
    const [mark, digits] = code > 0xffff ? (['X4', 8] as const) : (['X2', 4] as const)
    return `\\${mark}\\${code.toString(16).toUpperCase().padStart(digits, '0')}\\X0\\`
  })
  return `'${encoded.join('')}'`
}
