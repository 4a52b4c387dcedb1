import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { compilePglite } from './pglite-code.ts'
import type { PgliteOptions, PgliteServer } from './pglite-server.ts'
import { DatabaseUnavailableError } from './port.ts'

export type Request = { messages: Uint8Array } | { close: true }

export type Reply = { answer: Uint8Array } | { failure: unknown; unavailable: boolean }

/**
 * Starts the embedded database on a thread of its own: its statements, which block the thread they run on, leave the
 * event loop to the sending and the HTTP side.
 */
export async function startPgliteThread(options: PgliteOptions): Promise<PgliteServer> {
  const workerData: PgliteOptions = { ...options, code: await compilePglite() }
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData })
  const [reply] = (await Promise.race([once(worker, 'message'), ended(worker)])) as [Reply]
  if ('failure' in reply) {
    await worker.terminate()
    throw toError(reply)
  }
  return new PgliteThread(worker)
}

const ended = (worker: Worker): Promise<never> =>
  once(worker, 'exit').then(() => Promise.reject(new Error('the embedded database ended while it started')))

const toError = ({ failure, unavailable }: { failure: unknown; unavailable: boolean }): unknown =>
  unavailable ? new DatabaseUnavailableError(failure) : failure

interface Waiting {
  resolve(answer: Uint8Array): void
  reject(error: unknown): void
}

class PgliteThread implements PgliteServer {
  readonly #worker: Worker
  /** In the order of their requests, as the thread answers them. */
  readonly #waiting: Waiting[] = []
  #ended: DatabaseUnavailableError | undefined

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (reply: Reply) => this.#settle(reply))
    worker.on('error', (error) => this.#end(error))
    worker.on('exit', () => this.#end(new Error('the thread of the embedded database has ended')))
    // Nothing asked, nothing to wait for: the process may end.
    worker.unref()
  }

  answer(messages: Uint8Array): Promise<Uint8Array> {
    return this.#ask({ messages })
  }

  async close(): Promise<void> {
    if (this.#ended) return
    await this.#ask({ close: true }).catch(() => {})
    await this.#worker.terminate()
  }

  #ask(request: Request): Promise<Uint8Array> {
    if (this.#ended) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#worker.ref()
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(request, 'messages' in request ? [request.messages.buffer as ArrayBuffer] : [])
    })
  }

  #settle(reply: Reply): void {
    const asked = this.#waiting.shift()
    if (this.#waiting.length === 0) this.#worker.unref()
    if ('answer' in reply) asked?.resolve(reply.answer)
    else asked?.reject(toError(reply))
  }

  #end(error: unknown): void {
    this.#ended ??= new DatabaseUnavailableError(error)
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended)
  }
}
