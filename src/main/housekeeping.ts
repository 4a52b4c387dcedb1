import type { Log } from '../platform/log.ts'

export interface Chore {
  /** For the log. */
  name: string
  run(): Promise<unknown>
}

/** Clears away what is over, now and then. Every chore may run on several nodes at once, and none may be needed. */
export class Housekeeping {
  readonly #chores: readonly Chore[]
  readonly #intervalMs: number
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(chores: readonly Chore[], intervalMs: number, log: Log) {
    this.#chores = chores
    this.#intervalMs = intervalMs
    this.#log = log
  }

  start(): void {
    this.#timer = setInterval(() => void this.run(), this.#intervalMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  /** All chores once; when they are under way already, their end. */
  run(): Promise<void> {
    this.#running ??= this.#runAll().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #runAll(): Promise<void> {
    for (const { name, run } of this.#chores) {
      try {
        await run()
      } catch (error) {
        this.#log.warn({ err: error, chore: name }, 'housekeeping failed')
      }
    }
  }
}
