import { Agent, request } from 'undici'
import type { Hook } from './manners.ts'
import { pause } from './pause.ts'
import type { Random } from './random.ts'

/** An accepted event: the database answered for it with 2xx. */
export interface Accepted {
  eventId: number
  hook: Hook
  /** Epoch ms of the answer. */
  atMs: number
}

export interface PublisherOptions {
  url(): string | undefined
  key: string
  customerId: number
  hooks: readonly Hook[]
  /** Events to accept in all. */
  events: number
  random: Random
  /** True while no more may be published, so that faults and deliveries keep up. */
  isAhead(accepted: number): boolean
}

const largestBatch = 100
const requestTimeoutMs = 20_000

/** Programs of the shop that publish, one event at a time and in batches, until enough are accepted. */
export class Publishers {
  readonly accepted: Accepted[] = []
  /** Answers that are neither 202 nor 503. */
  readonly surprises: string[] = []
  /** Answered with 503: not accepted, and the caller knows. */
  refused = 0
  /** No answer came: accepted or not, nobody knows. */
  unanswered = 0
  readonly #options: PublisherOptions
  readonly #left: Map<Hook, number>
  readonly #agent = new Agent({
    connections: 8,
    headersTimeout: requestTimeoutMs,
    bodyTimeout: requestTimeoutMs,
  })

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#left = new Map(options.hooks.map((hook) => [hook, Math.ceil(hook.most)]))
  }

  /** Resolves when enough are accepted. */
  async run(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#publish()))
    await this.#agent.close()
  }

  async #publish(): Promise<void> {
    const { events, random, isAhead, url } = this.#options
    while (this.accepted.length < events && this.surprises.length === 0) {
      const base = url()
      if (base === undefined || isAhead(this.accepted.length)) await pause(10)
      else await this.#send(base, random.next() < 0.3 ? 1 : random.between(2, largestBatch))
    }
  }

  #pickHook(): Hook {
    const open = this.#options.hooks.filter((hook) => (this.#left.get(hook) ?? 0) > 0)
    let at = this.#options.random.next() * open.reduce((sum, { weight }) => sum + weight, 0)
    const hook =
      open.find(({ weight }) => {
        at -= weight
        return at < 0
      }) ?? (open[0] as Hook)
    this.#left.set(hook, (this.#left.get(hook) ?? 0) - 1)
    return hook
  }

  async #send(base: string, size: number): Promise<void> {
    const { key, customerId, random } = this.#options
    const hooks = Array.from({ length: size }, () => this.#pickHook())
    const events = hooks.map(({ type }, index) => ({
      type,
      user_id: customerId,
      data: {
        title: 'Chaos',
        message: `Nº ${index + 1} of ${size} · 小包 ${'·'.repeat(random.between(0, 200))}`,
        project_no: 'P-20260515-0001',
      },
    }))
    try {
      const { statusCode, body } = await request(`${base}/api/events`, {
        method: 'POST',
        dispatcher: this.#agent,
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify(size === 1 ? events[0] : { events }),
      })
      await this.#note(statusCode, await body.text(), hooks)
    } catch {
      this.unanswered++
      await pause(20)
    }
  }

  async #note(status: number, text: string, hooks: readonly Hook[]): Promise<void> {
    if (status === 202) {
      const { ids } = JSON.parse(text) as { ids: number[] }
      const atMs = Date.now()
      for (const [index, eventId] of ids.entries())
        this.accepted.push({ eventId, hook: hooks[index] as Hook, atMs })
    } else if (status === 503) {
      this.refused++
      await pause(50)
    } else this.surprises.push(`${status}: ${text.slice(0, 300)}`)
  }
}
