import { vi } from 'vitest'
import { patienceMs } from './process.ts'
import { news, type Shop } from './shop.ts'
import type { Site } from './site.ts'

/** Programs of the shop that publish as fast as they can, one event at a time and in batches. */
export interface Publishers {
  /** The ids answered with 202. */
  readonly accepted: number[]
  /** Answers other than 202, and connections that broke while the server was up. */
  readonly surprises: string[]
  stop(): Promise<void>
}

/** Largest batch. */
const mostEvents = 40

export interface PublishersOptions {
  /** Where given, a 503 is no surprise, and they wait for this. */
  isReady?: () => Promise<boolean>
  /** While true they pause, so that what waits can be delivered within a test's patience. */
  isAhead?: (accepted: number) => boolean
}

/** `count` publishers, until they are stopped. While the site is down they wait for it. */
export function startPublishers(
  site: Site,
  shop: Shop,
  count: number,
  { isReady, isAhead = () => false }: PublishersOptions = {},
): Publishers {
  const accepted: number[] = []
  const surprises: string[] = []
  let stopped = false

  const waitFor = (condition: () => boolean | Promise<boolean>) =>
    vi.waitUntil(async () => stopped || (await condition()), { timeout: patienceMs, interval: 50 })

  async function publishOnce(body: object): Promise<void> {
    const wasAt = site.isUp ? site.url : undefined
    try {
      const { status, body: answer, text } = await shop.erp.post('/events', body)
      if (status === 202) accepted.push(...answer.ids)
      else if (status === 503 && isReady) await waitFor(isReady)
      else surprises.push(`${status}: ${text}`)
    } catch (error) {
      // What was under way at a kill is neither accepted nor refused.
      if (site.isUp && site.url === wasAt) surprises.push(String((error as Error).cause ?? error))
      await waitFor(() => site.isUp)
    }
  }

  async function publisher(name: number): Promise<void> {
    for (let round = 1; !stopped && surprises.length === 0; round++) {
      const batch = round % 3 === 0 ? 1 + Math.ceil(Math.random() * (mostEvents - 1)) : 1
      const events = Array.from({ length: batch }, (_, index) =>
        news(shop, `Publisher ${name}, round ${round}, ${index + 1} of ${batch} · 小包 ✓`),
      )
      if (isAhead(accepted.length)) await waitFor(() => !isAhead(accepted.length))
      await publishOnce(batch === 1 ? (events[0] as object) : { events })
    }
  }

  const running = Promise.all(Array.from({ length: count }, (_, index) => publisher(index + 1)))
  // A failure is told by `stop`.
  running.catch(() => {})
  return {
    accepted,
    surprises,
    async stop() {
      stopped = true
      await running
    },
  }
}
