import { Readable } from 'node:stream'

/** Unread by then, a reader is too slow: it is dropped, and finds out what it missed when it comes back. */
const mostBufferedBytes = 64 * 1024

/** One event as it stands on the wire (HTML standard, "Server-sent events"). `data` is JSON: it has no line break. */
export const frame = (event: string, data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** A stream of server-sent events to one reader. */
export class EventStream extends Readable {
  #ended = false

  override _read(): void {
    // What there is to read comes by itself.
  }

  /** Sends frames. A reader that has not read what came before for too long is cut off instead. */
  tell(frames: string): void {
    if (this.#ended || this.destroyed) return
    if (this.readableLength > mostBufferedBytes) this.destroy()
    else this.push(frames)
  }

  /** Ends it, as the reader sees it: in order. */
  end(): void {
    if (this.#ended || this.destroyed) return
    this.#ended = true
    this.push(null)
  }
}
