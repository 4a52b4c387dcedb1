import type { Db } from '../src/db/port.ts'
import type { Bench } from './harness/bench.ts'
import { onBothDatabases } from './harness/databases.ts'
import { type BenchReceiver, startBenchReceiver } from './harness/receiver.ts'
import { method, type Row, ratioRow } from './harness/report.ts'
import { send } from './harness/sending.ts'
import { makeWaiting } from './harness/waiting.ts'

const endpoints = 20
const rounds = 3
const goal = 0.95

/** Deliveries per second to those that answer. With `hanging` ones beside them, or with nobody there. */
async function goodput(
  db: Db,
  receivers: { good: BenchReceiver; bad: BenchReceiver },
  { answering, hanging, each }: { answering: number; hanging: number; each: number },
): Promise<number> {
  const urls = [
    ...Array.from({ length: hanging }, (_, n) => `${receivers.bad.url}/hang/${n}`),
    ...Array.from({ length: answering }, (_, n) => `${receivers.good.url}/hook/${n}`),
  ]
  await makeWaiting(db, { urls, each, payloadChars: 800 })
  const seconds = await send(db, {
    attempts: answering * each,
    counts: ({ attempt }) => attempt?.response?.status === 200,
    beforeStop: () => receivers.bad.release(),
  })
  return (answering * each) / seconds
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** Goodput of those that answer while 1 or 5 of 20 endpoints hang 10 s per call, against the same without these. */
export const fairnessBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const receivers = { good: await startBenchReceiver(), bad: await startBenchReceiver() }
  const each = Math.round(2_000 * scale)
  method(
    `fairness: ${endpoints} endpoints with ${each} waiting deliveries each; those that hang answer after 10 s; limit: the same without them; medians of ${rounds} rounds, taken in turn`,
  )
  await onBothDatabases(database, async (db) => {
    await goodput(db, receivers, { answering: endpoints, hanging: 0, each: 100 })
    for (const hanging of [1, 5]) {
      const answering = endpoints - hanging
      const alone: number[] = []
      const beside: number[] = []
      for (let round = 0; round < rounds; round++) {
        alone.push(await goodput(db, receivers, { answering, hanging: 0, each }))
        beside.push(await goodput(db, receivers, { answering, hanging, each }))
      }
      rows.push(
        ratioRow(`fairness-${db.kind}-${hanging}-of-${endpoints}`, median(beside), median(alone), goal),
      )
    }
  })
  receivers.good.stop()
  receivers.bad.stop()
  return rows
}
