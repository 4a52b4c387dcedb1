import type { Db } from '../src/db/port.ts'
import type { Bench } from './harness/bench.ts'
import { onBothDatabases } from './harness/databases.ts'
import { measureLimit } from './harness/limit.ts'
import { startBenchReceiver } from './harness/receiver.ts'
import { method, type Row, ratioRow } from './harness/report.ts'
import { send } from './harness/sending.ts'
import { makeWaiting } from './harness/waiting.ts'

const goals = { postgres: 0.6, pglite: 0.4 } as const
const payloadChars = 800
/** What is measured is the engine, not its compiler, which has work with the first tens of thousands. */
const warmUp = 40_000

async function drain(db: Db, receiver: string, endpoints: number, count: number): Promise<number> {
  const urls = Array.from({ length: endpoints }, (_, n) => `${receiver}/hook/${n}`)
  const each = Math.max(1, Math.round(count / endpoints))
  await makeWaiting(db, { urls, each, payloadChars })
  const attempts = each * endpoints
  const seconds = await send(db, { attempts, settled: true })
  const { n } = await db.one<{ n: number }>({
    text: `SELECT count(*) AS n FROM deliveries WHERE status = 'delivered'`,
    values: [],
  })
  if (n !== attempts) throw new Error(`drain: ${n} of ${attempts} are delivered`)
  return attempts / seconds
}

/** Deliveries that wait, sent and settled with their attempts, over 1, 20 and 1,000 endpoints. */
export const drainBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const receiver = await startBenchReceiver()
  // Each of many endpoints gets as many as it would of the whole amount: beginning with one has its cost.
  const countOf = (endpoints: number) =>
    Math.round(Math.min(50_000, (endpoints < 1_000 ? 100_000 : 250_000) * scale))
  const limitCount = Math.round(50_000 * scale)
  const body = 'x'.repeat(payloadChars + 200)
  method(
    `drain: ${countOf(1)} waiting deliveries, ${countOf(1_000)} over 1,000 endpoints, of a ${payloadChars} character message, from the engine's start to the last settlement; receiver in another process; limit: the mean of a run before and one after`,
  )
  await onBothDatabases(database, async (db) => {
    await drain(db, receiver.url, 20, warmUp)
    for (const endpoints of [1, 20, 1_000]) {
      const before = await measureLimit(receiver.url, body, limitCount)
      const rate = await drain(db, receiver.url, endpoints, countOf(endpoints))
      const after = await measureLimit(receiver.url, body, limitCount)
      rows.push(ratioRow(`drain-${db.kind}-${endpoints}`, rate, (before + after) / 2, goals[db.kind]))
    }
  })
  receiver.stop()
  return rows
}
