import type { Db } from '../../src/db/port.ts'
import type { Settlement } from '../../src/engine/index.ts'
import { engineOn } from '../../test/harness/engine.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export interface SendingOptions {
  /** How many attempts to wait for. */
  attempts: number
  /** Which of them count; all when absent. */
  counts?: (settlement: Settlement) => boolean
  /** Waits until nothing is in flight or unsettled any more, too. */
  settled?: boolean
  /** Called before the engine stops, which waits for what is in flight. */
  beforeStop?: () => void
}

/** Starts an engine and lets it send. Seconds from its start until what was asked for had happened. */
export async function send(db: Db, options: SendingOptions): Promise<number> {
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  let ended = 0
  const engine = engineOn(db, {
    onAttempt(settlement) {
      if ((options.counts?.(settlement) ?? true) && ++ended === options.attempts) resolve()
    },
  })
  const startedMs = performance.now()
  await engine.start()
  await enough
  if (options.settled) while (engine.load.busy > 0) await pause(1)
  const seconds = (performance.now() - startedMs) / 1_000
  options.beforeStop?.()
  await engine.stop()
  await engine.outbound.close()
  return seconds
}
