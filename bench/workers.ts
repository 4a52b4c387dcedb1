import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChaosNode } from '../test/chaos/node.ts'
import { pause } from '../test/chaos/pause.ts'
import { Api, expectStatus } from '../test/e2e/harness/http.ts'
import { news, openShop, type Shop, subscribe } from '../test/e2e/harness/shop.ts'
import { startCluster } from '../test/harness/cluster.ts'
import type { Bench } from './harness/bench.ts'
import { startBenchReceiver } from './harness/receiver.ts'
import { method, type Row } from './harness/report.ts'

const endpoints = 20
const batch = 100

async function publish(shop: Shop, events: number): Promise<void> {
  for (let done = 0; done < events; done += batch) {
    const body = { events: Array.from({ length: batch }, () => news(shop, 'x'.repeat(700))) }
    expectStatus(await shop.erp.post('/events', body), 202)
  }
}

const cycleMs = 20
/** Of each cycle a worker runs so long. */
const runMs = 5

/**
 * Gives a worker a quarter of a core: here the database, the receiver and the worker share the same few, and one worker
 * uses all of them; what is asked is how it grows where each worker has a machine of its own. Returns how to end it.
 */
function throttle(worker: ChaosNode): () => void {
  let pausing: NodeJS.Timeout | undefined
  const timer = setInterval(() => {
    worker.signal('SIGCONT')
    pausing = setTimeout(() => worker.signal('SIGSTOP'), runMs)
  }, cycleMs)
  return () => {
    clearInterval(timer)
    clearTimeout(pausing)
    worker.signal('SIGCONT')
  }
}

/** Deliveries per second, from when the first of them arrived. */
async function drain(
  workers: readonly ChaosNode[],
  answered: () => Promise<number>,
  count: number,
): Promise<number> {
  const before = await answered()
  await Promise.all(workers.map((worker) => worker.start()))
  while ((await answered()) === before) await pause(2)
  const ends = workers.map(throttle)
  // The lanes are shared by then.
  const warmUp = count / 4
  while ((await answered()) - before < warmUp) await pause(2)
  const startedMs = performance.now()
  const from = await answered()
  while ((await answered()) - before < count) await pause(5)
  const rate = ((count - (from - before)) / (performance.now() - startedMs)) * 1_000
  for (const end of ends) end()
  for (const worker of workers) await worker.stop()
  return rate
}

/** What two worker processes deliver beside one, of the same backlog over the same endpoints, one after the other. */
export const workersBench: Bench = async ({ database, scale }) => {
  if (database === 'pglite') return []
  const events = Math.max(batch, Math.round((8_000 * scale) / batch) * batch)
  const count = events * endpoints
  method(
    `workers: ${count} waiting deliveries over ${endpoints} endpoints, drained by one process and by two, each held to a quarter of a core; the first quarter of the work is not counted`,
  )
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-bench-'))
  const receiver = await startBenchReceiver()
  const cluster = await startCluster({ durable: true })
  const node = (name: string, role: string) =>
    new ChaosNode(name, folder, {
      PORT: '0',
      LOG_LEVEL: 'warn',
      FABWIRE_ROLE: role,
      FABWIRE_RATE_LIMIT: 'off',
      FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8',
      FABWIRE_DATA_DIR: folder,
      DATABASE_URL: cluster.url(),
      FABWIRE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    })
  const api = node('api', 'api')
  try {
    await api.start()
    const shop = await openShop({ api: new Api(() => api.url ?? '') })
    for (let n = 0; n < endpoints; n++) await subscribe(shop.owner, `${receiver.url}/hook/${n}`)
    const rates: number[] = []
    for (const names of [['a'], ['a', 'b']]) {
      await publish(shop, events)
      rates.push(
        await drain(
          names.map((name) => node(name, 'worker')),
          () => receiver.answered(),
          count,
        ),
      )
    }
    const [one = 0, two = 0] = rates
    const ratio = Number((two / one).toPrecision(3))
    const row: Row = {
      name: 'workers-postgres-2',
      value: Math.round(two),
      unit: '1/s',
      limit: Math.round(one),
      ratio,
      goal: '> 1 × one worker',
      ok: ratio > 1,
    }
    return [row]
  } finally {
    await api.stop()
    receiver.stop()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}
