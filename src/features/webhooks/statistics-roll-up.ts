import { type Mark, nextPass, startOfHour } from '../../domain/delivery/statistics.ts'
import type { WebhookOptions } from './options.ts'
import * as store from './statistics-store.ts'

/** How long statistics are kept: what `GET /webhooks/statistics` reaches back to, and a day. */
const keptMs = 93 * 86_400_000

type Options = Pick<WebhookOptions, 'db' | 'clock' | 'log'>

/** Counts the hours that have ended (domain/delivery/statistics.ts). Does nothing until the next one has. */
export async function rollUpStatistics({ db, clock, log }: Options): Promise<void> {
  const nowMs = clock.now().getTime()
  const mark = await store.readMark(db)
  if (mark !== undefined && nextPass(mark, nowMs) === null) return
  try {
    await db.transaction(store.summarizeAttempts)
  } catch (error) {
    log.debug({ err: error }, 'the index of attempts is not brought up to date now')
  }
  await db.transaction(async (tx) => {
    if (!(await store.beginRollUp(tx))) return
    // Another node may have come before.
    const current = (await store.readMark(tx)) ?? (await firstMark())
    const pass = nextPass(current, nowMs)
    if (pass === null) return store.writeMark(tx, current)
    await store.rollUp(tx, pass.from, pass.to)
    await store.dropCounted(tx, new Date(nowMs - keptMs))
    return store.writeMark(tx, { againFrom: current.rolledTo, rolledTo: pass.to })

    async function firstMark(): Promise<Mark> {
      const oldest = startOfHour(((await store.readFirstAttempt(tx)) ?? clock.now()).getTime())
      return { againFrom: oldest, rolledTo: oldest }
    }
  })
}
