import type { Db } from '../src/db/port.ts'
import { engineOn, makeEndpoints, makeShop, shopEvent } from '../test/harness/engine.ts'
import type { Bench } from './harness/bench.ts'
import { onBothDatabases } from './harness/databases.ts'
import { measureLimit } from './harness/limit.ts'
import { perSecond } from './harness/rate.ts'
import { startBenchReceiver } from './harness/receiver.ts'
import { method, type Row, ratioRow } from './harness/report.ts'

const goals = { postgres: 0.6, pglite: 0.4 } as const
const payloadChars = 800

async function allDelivered(db: Db, count: number): Promise<void> {
  for (;;) {
    const { n } = await db.one<{ n: number }>({
      text: `SELECT count(*) AS n FROM deliveries WHERE status = 'delivered'`,
      values: [],
    })
    if (n >= count) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

async function drain(db: Db, url: string, endpoints: number, count: number): Promise<number> {
  await db.run({
    text: 'TRUNCATE webhooks, webhook_secrets, events, deliveries, attempts, lanes CASCADE',
    values: [],
  })
  const shop = await makeShop(db)
  await makeEndpoints(
    db,
    shop,
    Array.from({ length: endpoints }, (_, n) => `${url}/hook/${n}`),
  )
  const filler = engineOn(db, { sends: false })
  const events = count / endpoints
  for (let left = events; left > 0; left -= 500)
    await filler.publish(
      Array.from({ length: Math.min(500, left) }, () => shopEvent(shop, 'x'.repeat(payloadChars))),
    )
  await filler.outbound.close()
  await db.run({ text: 'ANALYZE', values: [] })
  const engine = engineOn(db)
  const rate = await perSecond(count, async () => {
    await engine.start()
    await allDelivered(db, count)
  })
  await engine.stop()
  await engine.outbound.close()
  return rate
}

/** Deliveries that wait, sent and settled with their attempts, over 1, 20 and 1,000 endpoints. */
export const drainBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const receiver = await startBenchReceiver()
  const count = Math.round(50_000 * scale)
  method(
    `${count} waiting deliveries of a ${payloadChars} character message; receiver in another process; attempts recorded`,
  )
  await onBothDatabases(database, async (db) => {
    for (const endpoints of [1, 20, 1_000]) {
      const limit = await measureLimit(receiver.url, 'x'.repeat(payloadChars + 200), count)
      const rate = await drain(db, receiver.url, endpoints, count)
      rows.push(ratioRow(`drain-${db.kind}-${endpoints}`, rate, limit, goals[db.kind]))
    }
  })
  receiver.stop()
  return rows
}
