import { Buffer } from 'node:buffer'
import { engineOn, shopEvent } from '../test/harness/engine.ts'
import type { Bench } from './harness/bench.ts'
import { canReadCpu, serverCpuSeconds } from './harness/cpu.ts'
import { withPostgres } from './harness/databases.ts'
import { startBenchReceiver } from './harness/receiver.ts'
import { boundRow, method, type Row } from './harness/report.ts'
import { freshShop } from './harness/waiting.ts'

const bodyBytes = 1_024
const envelopeBytes = 190
const callers = 32
const eventsPerCall = 5
const warmUp = 2_000

/** What PostgreSQL spends on a message from its acceptance to the settled attempt: CPU of the server, and WAL. */
export const databaseBench: Bench = async ({ database, scale }) => {
  if (database === 'pglite') return []
  const rows: Row[] = []
  const receiver = await startBenchReceiver()
  const count = Math.round(50_000 * scale)
  method(
    `database: ${count} events with a body of ${bodyBytes} bytes, published by ${callers} callers, ${eventsPerCall} at a time, and delivered to one endpoint; server CPU from /proc, WAL from pg_current_wal_lsn(); no checkpoint since the warm-up`,
  )
  await withPostgres(async (db, cluster) => {
    if (cluster === undefined) return
    const shop = await freshShop(db, [`${receiver.url}/hook`])
    const event = shopEvent(shop, 'x'.repeat(bodyBytes - envelopeBytes))
    let settled = 0
    const engine = engineOn(db, { onAttempt: () => settled++ })
    await engine.start()
    const deliver = async (amount: number): Promise<void> => {
      const goal = settled + amount
      let left = amount / eventsPerCall
      const caller = async () => {
        while (left-- > 0) await engine.publish(Array.from({ length: eventsPerCall }, () => event))
      }
      await Promise.all(Array.from({ length: callers }, caller))
      while (settled < goal || engine.load.busy > 0) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    const wal = () =>
      db.one<{ bytes: string }>({
        text: `SELECT (pg_current_wal_lsn() - '0/0')::text AS bytes`,
        values: [],
      })
    // After the checkpoint: in steady operation the whole pages that follow one are shared by very many messages.
    await db.run({ text: 'CHECKPOINT', values: [] })
    await deliver(warmUp)
    const [cpuBefore, walBefore] = [serverCpuSeconds(cluster), await wal()]
    await deliver(count)
    const [cpuAfter, walAfter] = [serverCpuSeconds(cluster), await wal()]
    const { body } = await db.one<{ body: string }>({ text: 'SELECT body FROM events LIMIT 1', values: [] })
    method(`the stored body has ${Buffer.byteLength(body)} bytes`)
    if (canReadCpu())
      rows.push(boundRow('database-cpu-per-message', ((cpuAfter - cpuBefore) / count) * 1e6, 'µs', 200))
    rows.push(
      boundRow(
        'database-wal-per-message',
        (Number(walAfter.bytes) - Number(walBefore.bytes)) / count,
        'bytes',
        2_300,
      ),
    )
    await engine.stop()
    await engine.outbound.close()
  })
  receiver.stop()
  return rows
}
