/**
 * Who may use the one connection of the embedded database: a transaction alone, or any number of single statements,
 * which the server takes one after another. First come, first served.
 */
export class Turns {
  #sharing = 0
  #alone = false
  readonly #waiting: { alone: boolean; begin(): void }[] = []

  share<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(false, work)
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(true, work)
  }

  async #run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#isFree(alone))
      await new Promise<void>((begin) => this.#waiting.push({ alone, begin }))
    else this.#enter(alone)
    try {
      return await work()
    } finally {
      this.#leave(alone)
    }
  }

  #isFree(alone: boolean): boolean {
    return !this.#alone && (!alone || this.#sharing === 0)
  }

  #enter(alone: boolean): void {
    if (alone) this.#alone = true
    else this.#sharing++
  }

  #leave(alone: boolean): void {
    if (alone) this.#alone = false
    else this.#sharing--
    for (;;) {
      const next = this.#waiting[0]
      if (next === undefined || !this.#isFree(next.alone)) return
      this.#waiting.shift()
      this.#enter(next.alone)
      next.begin()
    }
  }
}
