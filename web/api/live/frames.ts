/** One event of a stream: its name, and what was said with it. */
export interface Frame {
  event: string
  data: string
}

/** The longest a line may be: what never ends is not ours. */
const mostPending = 1024 * 1024

/** Reads server-sent events from text that arrives in any pieces (HTML standard, 9.2.6; fields `event` and `data`). */
export class FrameReader {
  #rest = ''
  #event = ''
  #data: string[] = []

  /** The events that this piece completes. Comments (heartbeats) complete none. */
  push(piece: string): Frame[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/)
    this.#rest = lines.pop() ?? ''
    if (this.#rest.length > mostPending) throw new RangeError('a line of the stream does not end')
    return lines.flatMap((line) => this.#line(line) ?? [])
  }

  #line(line: string): Frame | undefined {
    if (line === '') return this.#end()
    const [, name = line, value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? []
    if (name === 'event') this.#event = value
    else if (name === 'data') this.#data.push(value)
    return undefined
  }

  #end(): Frame | undefined {
    const frame = { event: this.#event || 'message', data: this.#data.join('\n') }
    const isEmpty = this.#data.length === 0
    this.#event = ''
    this.#data = []
    return isEmpty ? undefined : frame
  }
}
