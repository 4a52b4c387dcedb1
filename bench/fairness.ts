import type { Db } from '../src/db/port.ts'
import type { Bench } from './harness/bench.ts'
import { onBothDatabases } from './harness/databases.ts'
import { type BenchReceiver, startBenchReceiver } from './harness/receiver.ts'
import { method, type Row, ratioRow } from './harness/report.ts'
import { send } from './harness/sending.ts'
import { makeWaiting } from './harness/waiting.ts'

const endpoints = 20
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

/** Goodput of those that answer while 1 or 5 of 20 endpoints hang 10 s per call, against the same without these. */
export const fairnessBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const receivers = { good: await startBenchReceiver(), bad: await startBenchReceiver() }
  const each = Math.round(4_000 * scale)
  method(
    `fairness: ${endpoints} endpoints with ${each} waiting deliveries each; those that hang answer after 10 s; limit: the same without them; means of two runs each, in the order alone, beside, beside, alone`,
  )
  await onBothDatabases(database, async (db) => {
    await goodput(db, receivers, { answering: endpoints, hanging: 0, each: 100 })
    for (const hanging of [1, 5]) {
      const answering = endpoints - hanging
      const run = (beside: boolean) =>
        goodput(db, receivers, { answering, hanging: beside ? hanging : 0, each })
      const [first, second, third, fourth] = [
        await run(false),
        await run(true),
        await run(true),
        await run(false),
      ]
      const [alone, beside] = [(first + fourth) / 2, (second + third) / 2]
      rows.push(ratioRow(`fairness-${db.kind}-${hanging}-of-${endpoints}`, beside, alone, goal))
    }
  })
  receivers.good.stop()
  receivers.bad.stop()
  return rows
}
