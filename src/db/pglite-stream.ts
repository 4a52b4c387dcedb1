import { Duplex } from 'node:stream'
import type { PgliteServer } from './pglite-server.ts'
import { joinBytes } from './wire-messages.ts'

type Done = (error?: Error | null) => void

/** The socket that node-postgres believes to talk through; the other end is the embedded server. */
export class PgliteStream extends Duplex {
  readonly #server: PgliteServer
  #answered: Promise<void> = Promise.resolve()

  constructor(server: PgliteServer) {
    super()
    this.#server = server
  }

  /** As of a `net.Socket`. */
  connect(): this {
    queueMicrotask(() => this.emit('connect'))
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    this.#send([chunk], done)
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      done,
    )
  }

  override _final(done: Done): void {
    void this.#answered.then(() => {
      this.push(null)
      done()
    })
  }

  /** Sent at once, while the server is still at what came before: it keeps the order, and never waits for this thread. */
  #send(chunks: readonly Uint8Array[], done: Done): void {
    this.#answered = this.#server.answer(joinBytes(chunks)).then(
      (answer) => {
        if (answer.length > 0) this.push(answer)
      },
      (error) => void this.destroy(error),
    )
    done()
  }
}
