import { Pool } from 'undici'
import type { Bench } from './harness/bench.ts'
import { type BenchReceiver, startBenchReceiver } from './harness/receiver.ts'
import { boundRow, method, type Row } from './harness/report.ts'
import { type BenchServer, startBenchServer } from './harness/server.ts'
import { type BenchShop, makeBenchShop, shopNews } from './harness/shop.ts'

const eventsPerSecond = 500
const warmUpSeconds = 3
const goals = { p50: 8, p99: 40 } as const

/** Publishes at a steady rate, whatever the answers take. Milliseconds from each request to its event's arrival. */
async function latencies(
  server: BenchServer,
  shop: BenchShop,
  receiver: BenchReceiver,
  seconds: number,
): Promise<number[]> {
  const pool = new Pool(server.url, { connections: 64, pipelining: 1 })
  const headers = { 'content-type': 'application/json', ...shop.erp }
  const body = JSON.stringify(shopNews(shop, 800))
  const sentAt = new Map<number, bigint>()
  const publish = async (): Promise<void> => {
    const at = process.hrtime.bigint()
    const answer = await pool.request({ method: 'POST', path: '/api/events', headers, body })
    const { ids } = (await answer.body.json()) as { ids: number[] }
    sentAt.set(ids[0] as number, at)
  }
  await receiver.arrivals()
  const under: Promise<void>[] = []
  const total = eventsPerSecond * seconds
  const startedMs = performance.now()
  while (under.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedMs) / 1_000) * eventsPerSecond))
    while (under.length < due) under.push(publish())
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(under)
  const arrived = new Map<number, bigint>()
  while (arrived.size < total) {
    for (const [id, at] of await receiver.arrivals()) arrived.set(id, at)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await pool.close()
  return [...sentAt].map(([id, at]) => Number((arrived.get(id) as bigint) - at) / 1e6)
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number

/** From the request that publishes an event to its arrival at the receiver, at a steady rate. */
export const latencyBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const receiver = await startBenchReceiver({ notesArrivals: true })
  const seconds = Math.round(40 * scale)
  method(
    `latency: ${eventsPerSecond} events/s one by one over HTTP for ${seconds} s, to one endpoint; from the sending of the request (not its answer) to the arrival, on one clock`,
  )
  for (const kind of ['postgres', 'pglite'] as const) {
    if (database !== undefined && database !== kind) continue
    const server = await startBenchServer(kind)
    const shop = await makeBenchShop(server.url, receiver.url)
    await latencies(server, shop, receiver, warmUpSeconds)
    const sorted = (await latencies(server, shop, receiver, seconds)).sort((a, b) => a - b)
    rows.push(boundRow(`latency-${kind}-p50`, quantile(sorted, 0.5), 'ms', goals.p50))
    rows.push(boundRow(`latency-${kind}-p99`, quantile(sorted, 0.99), 'ms', goals.p99))
    await server.stop()
  }
  receiver.stop()
  return rows
}
