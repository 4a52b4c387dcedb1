import type { Bench } from './harness/bench.ts'
import { callMany } from './harness/callers.ts'
import { measureLimit } from './harness/limit.ts'
import { perSecond } from './harness/rate.ts'
import { type BenchReceiver, startBenchReceiver } from './harness/receiver.ts'
import { method, type Row, ratioRow } from './harness/report.ts'
import { type BenchServer, startBenchServer } from './harness/server.ts'
import { type BenchShop, makeBenchShop, shopNews } from './harness/shop.ts'

const payloadChars = 800
/** Sustained means after the compilers' work, which takes tens of thousands: so many events of each shape go first. */
const warmUp = { 100: 40_000, 1: 30_000 } as const
/** By the size of their batches: who sends one by one waits for each answer, so more of them make the same load. */
const callers = { 100: 32, 1: 128 } as const
const goals = { 100: 0.45, 1: 0.2 } as const

/** Publishes `count` events in batches and waits until the receiver has answered them all. Events per second. */
async function publish(
  server: BenchServer,
  shop: BenchShop,
  receiver: BenchReceiver,
  count: number,
  batch: keyof typeof callers,
): Promise<number> {
  const body = JSON.stringify(
    batch === 1
      ? shopNews(shop, payloadChars)
      : { events: Array.from({ length: batch }, () => shopNews(shop, payloadChars)) },
  )
  const headers = { 'content-type': 'application/json', ...shop.erp }
  const before = await receiver.answered()
  return perSecond(count, async () => {
    await callMany(server.url, {
      method: 'POST',
      path: '/api/events',
      headers,
      body,
      callers: callers[batch],
      count: count / batch,
    })
    while ((await receiver.answered()) - before < count)
      await new Promise((resolve) => setTimeout(resolve, 10))
  })
}

/** Publish → delivered, sustained: events through the HTTP API until the receiver has answered each. */
export const publishBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const receiver = await startBenchReceiver()
  method(
    `publish: events of ${payloadChars} characters over HTTP to one endpoint, until all have arrived; batches of 100 from ${callers[100]} callers, single ones from ${callers[1]}; after a warm-up of the same kind; callers that write prepared requests to plain sockets; limit: the mean of a run before and one after`,
  )
  for (const kind of ['postgres', 'pglite'] as const) {
    if (database !== undefined && database !== kind) continue
    const server = await startBenchServer(kind)
    const shop = await makeBenchShop(server.url, receiver.url)
    for (const batch of [100, 1] as const) {
      await publish(server, shop, receiver, warmUp[batch], batch)
      const count = Math.round((batch === 1 ? 100_000 : 200_000) * scale)
      const limitOnce = () => measureLimit(receiver.url, 'x'.repeat(payloadChars + 200), 20_000)
      const before = await limitOnce()
      const rate = await publish(server, shop, receiver, count, batch)
      const limit = (before + (await limitOnce())) / 2
      rows.push(
        ratioRow(`publish-${kind}-${batch === 1 ? 'single' : `batch-${batch}`}`, rate, limit, goals[batch]),
      )
    }
    await server.stop()
  }
  receiver.stop()
  return rows
}
