import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Manner } from './manners.ts'

/** What a receiver must know of its webhook. */
export interface ToldHook {
  path: string
  manner: Manner
  secret: string
  /** Whether the signature's time must be about now. */
  checksTime: boolean
}

/** What the receivers saw of one event. */
export interface SeenEvent {
  eventId: number
  path: string
  /** Of the first body; every other one was compared with it. */
  digest: string
  tries: number
  /** Answers that a sender may take for a success. */
  successes: number
  /** Epoch ms of the first of them; 0 where there was none. */
  firstSuccessMs: number
}

export interface SeenReport {
  seen: SeenEvent[]
  /** Wrong signatures, changed bytes, followed redirects. */
  problems: string[]
}

export type Ask = { kind: 'hooks'; hooks: ToldHook[] } | { kind: 'progress' } | { kind: 'report' }

/** The process of the receivers. */
export class Receivers {
  readonly #child: ChildProcess
  readonly origin: string
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.origin = `http://127.0.0.1:${port}`
  }

  static async start(): Promise<Receivers> {
    const child = fork(join(import.meta.dirname, 'receivers-process.ts'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    return new Receivers(child, port)
  }

  #ask<T>(ask: Ask): Promise<T> {
    const answered = this.#turn.then(async () => {
      const message = once(this.#child, 'message')
      this.#child.send(ask)
      return (await message)[0] as T
    })
    this.#turn = answered
    return answered
  }

  async serve(hooks: ToldHook[]): Promise<void> {
    await this.#ask({ kind: 'hooks', hooks })
  }

  /** Events that well-behaved hooks have answered, each counted once. */
  async wellAnswered(): Promise<number> {
    return (await this.#ask<{ wellAnswered: number }>({ kind: 'progress' })).wellAnswered
  }

  report(): Promise<SeenReport> {
    return this.#ask({ kind: 'report' })
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}
