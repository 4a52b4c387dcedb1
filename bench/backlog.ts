import type { Db } from '../src/db/port.ts'
import type { Cluster } from '../test/harness/cluster.ts'
import type { Bench } from './harness/bench.ts'
import { canReadCpu, engineCpuSeconds } from './harness/cpu.ts'
import { onBothDatabases } from './harness/databases.ts'
import { startBenchReceiver } from './harness/receiver.ts'
import { method, quotientRow, type Row } from './harness/report.ts'
import { send } from './harness/sending.ts'
import { insertWaiting } from './harness/waiting.ts'

const endpoints = 20
const few = 1_000
const sampled = 8_000
/** Waiting deliveries at scale 1; the embedded database fills more slowly. */
const many = { postgres: 1_000_000, pglite: 250_000 } as const

/** CPU microseconds of engine and database per delivery, for as many as were sent until the engine had stopped. */
async function cost(db: Db, cluster: Cluster | undefined, attempts: number): Promise<number> {
  let ended = 0
  const before = engineCpuSeconds(cluster)
  const counts = () => {
    ended++
    return true
  }
  await send(db, { attempts, counts })
  return ((engineCpuSeconds(cluster) - before) / ended) * 1e6
}

/** Cost per delivery with very many waiting against few: finding and reading work must not depend on how much waits. */
export const backlogBench: Bench = async ({ database, scale }) => {
  if (!canReadCpu()) return []
  const rows: Row[] = []
  const receiver = await startBenchReceiver()
  const urls = Array.from({ length: endpoints }, (_, n) => `${receiver.url}/hook/${n}`)
  await onBothDatabases(database, async (db, cluster) => {
    const waiting = Math.round(many[db.kind] * Math.min(1, scale * 5))
    method(
      `backlog: CPU of engine and ${db.kind} per delivery, of ${sampled} out of ${waiting} waiting, and of ${sampled / few} times ${few} waiting; ${endpoints} endpoints; both after a warm-up`,
    )
    const withFew = async (times: number): Promise<number> => {
      let sum = 0
      for (let n = 0; n < times; n++) {
        await insertWaiting(db, { urls, each: few / endpoints, payloadChars: 800 })
        sum += await cost(db, cluster, few)
      }
      return sum / times
    }
    await withFew(3)
    const small = await withFew(sampled / few)
    await insertWaiting(db, { urls, each: waiting / endpoints, payloadChars: 800 })
    const large = await cost(db, cluster, sampled)
    rows.push(quotientRow(`backlog-${db.kind}-${waiting}`, large, small, 1.15, 'µs'))
  })
  receiver.stop()
  return rows
}
