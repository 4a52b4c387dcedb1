import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, vi } from 'vitest'
import { problemsOf } from '../../src/cli/demo/verify.ts'
import { Link } from '../chaos/link.ts'
import { patienceMs, type Variables } from './harness/process.ts'
import { databaseKinds, type Sandbox, test } from './harness/sandbox.ts'
import { openShop, publish, readLog, type Shop, subscribe } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

/** One api node and workers, each a process of its own, on one PostgreSQL: what one of them suffers, the others carry. */

const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: patienceMs, interval: 20 })

const clockOff = (byMs: number): Variables => ({
  NODE_OPTIONS: `--import=${join(import.meta.dirname, '..', 'chaos', 'clock.ts')}`,
  CLOCK_OFF_BY_MS: String(byMs),
})

interface Nodes {
  api: Site
  workers: [Site, Site]
}

/** Each node with variables of its own; the URL of the database is the same unless they say otherwise. */
async function startNodes(sandbox: Sandbox, ...own: [Variables?, Variables?, Variables?]): Promise<Nodes> {
  const shared = {
    DATABASE_URL: await sandbox.database(),
    FABWIRE_MASTER_KEY: randomBytes(32).toString('base64'),
    FABWIRE_RETRY_SCHEDULE: '300ms,300ms,300ms,300ms',
  }
  const site = async (role: string, more: Variables = {}) =>
    (await sandbox.site('postgres', { ...shared, FABWIRE_ROLE: role, ...more })).start()
  return {
    api: await site('api', own[0]),
    workers: [await site('worker', own[1]), await site('worker', own[2])],
  }
}

/** Which nodes hold lanes, by how many. */
const holders = ({ api }: Nodes) =>
  api.inDatabase(async (db) => {
    const rows = await db.rows<{ node_id: string; n: number }>({
      text: `SELECT node_id, count(*) AS n FROM lanes l JOIN engine_nodes n ON n.id = l.node_id
             WHERE n.lease_until > now() GROUP BY node_id`,
      values: [],
    })
    return new Map(rows.map(({ node_id, n }) => [node_id, n]))
  })

async function expectAllDelivered(shop: Shop, webhookId: string, ids: readonly number[]): Promise<void> {
  const missing = async () => {
    const log = await readLog(shop.owner, webhookId, 'delivered')
    const delivered = new Set(log.map(({ event }) => event.id))
    return ids.filter((id) => !delivered.has(id))
  }
  await expect.poll(missing, { timeout: patienceMs, interval: 100 }).toEqual([])
}

describe.runIf(databaseKinds.includes('postgres'))('several nodes', () => {
  test('clocks that differ by minutes: nothing waits longer, nothing is tried earlier, signatures are of now', async ({
    sandbox,
  }) => {
    const tenMinutesMs = 600_000
    const nodes = await startNodes(
      sandbox,
      clockOff(tenMinutesMs),
      clockOff(-tenMinutesMs),
      clockOff(tenMinutesMs / 2),
    )
    const problems: string[] = []
    const arrivals = new Map<number, number[]>()
    let secret = ''
    const receiver = await sandbox.receiver(({ body, headers, eventId }) => {
      problems.push(...problemsOf(body, headers, secret, Date.now()))
      const times = arrivals.get(eventId) ?? []
      arrivals.set(eventId, [...times, Date.now()])
      return times.length === 0 ? 503 : 200
    })
    const shop = await openShop(nodes.api)
    const webhook = await subscribe(shop.owner, receiver.url)
    secret = webhook.secret
    const ids: number[] = []
    // Never more than the breaker stands.
    for (let round = 0; round < 4; round++) {
      ids.push(...(await publish(shop, 5)))
      await expectAllDelivered(shop, webhook.id, ids)
    }
    expect(problems).toEqual([])
    const waits = [...arrivals.values()].map(([first = 0, second = 0]) => second - first)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(290)
  })

  test('a worker that is killed: another goes on with its lanes, long before the lease would have ended', async ({
    sandbox,
  }) => {
    const nodes = await startNodes(sandbox)
    const receiver = await sandbox.receiver()
    const shop = await openShop(nodes.api)
    const webhook = await subscribe(shop.owner, receiver.url)
    await nodes.workers[1].stop()
    const ids = await publish(shop, 5)
    await until(() => receiver.received.length === 5)
    const before = await holders(nodes)
    expect(before.size).toBe(1)
    await nodes.workers[1].start()
    await nodes.workers[0].crash()
    const crashedMs = performance.now()
    ids.push(...(await publish(shop, 5)))
    await expectAllDelivered(shop, webhook.id, ids)
    console.log(`taken over ${Math.round(performance.now() - crashedMs)} ms after kill -9`)
    const after = await holders(nodes)
    expect([...after.keys()]).not.toEqual([...before.keys()])
  })

  test('a worker that sleeps longer than its lease: another takes over, and what it settles late counts for nothing', async ({
    sandbox,
  }) => {
    const nodes = await startNodes(sandbox)
    const held: (() => void)[] = []
    const receiver = await sandbox.receiver((_, response) => {
      if (held.length > 0) return 200
      held.push(() => response.writeHead(500).end())
      return undefined
    })
    const shop = await openShop(nodes.api)
    const webhook = await subscribe(shop.owner, receiver.url)
    await nodes.workers[1].stop()
    const ids = await publish(shop)
    await until(() => held.length === 1)
    const sleeper = nodes.workers[0].process
    sleeper.signal('SIGSTOP')
    const endLeases = (text: string) => nodes.api.inDatabase((db) => db.run({ text, values: [] }))
    // As it does by itself after fifteen seconds.
    await endLeases(`UPDATE engine_nodes SET lease_until = now()`)
    await nodes.workers[1].start()
    await expectAllDelivered(shop, webhook.id, ids)
    held[0]?.()
    sleeper.signal('SIGCONT')
    await until(async () => /lease ended before it was renewed/.test(sleeper.stdout + sleeper.stderr))
    ids.push(...(await publish(shop, 20)))
    await expectAllDelivered(shop, webhook.id, ids)
    const log = await readLog(shop.owner, webhook.id)
    expect(log.map(({ status, attempt_count }) => ({ status, attempt_count }))).toEqual(
      log.map(() => ({ status: 'delivered', attempt_count: 1 })),
    )
  })

  test('a worker that is cut off: another takes over; the link mended, it works again', async ({
    sandbox,
  }) => {
    const url = new URL(await sandbox.database())
    const link = await Link.start(Number(url.port))
    sandbox.finally(() => link.close())
    const direct = { DATABASE_URL: url.href }
    const throughLink = new URL(url)
    throughLink.port = String(link.port)
    const nodes = await startNodes(sandbox, direct, { DATABASE_URL: throughLink.href }, direct)
    const receiver = await sandbox.receiver()
    const shop = await openShop(nodes.api)
    const webhook = await subscribe(shop.owner, receiver.url)
    await nodes.workers[1].stop()
    const ids = await publish(shop, 5)
    await expectAllDelivered(shop, webhook.id, ids)
    await nodes.workers[1].start()
    link.cut()
    ids.push(...(await publish(shop, 5)))
    await expectAllDelivered(shop, webhook.id, ids)
    link.open()
    await until(async () => (await fetch(`${nodes.workers[0].url}/readyz`)).status === 200)
    await nodes.workers[1].crash()
    ids.push(...(await publish(shop, 5)))
    await expectAllDelivered(shop, webhook.id, ids)
  })
})

test.for(['api', 'worker'])(
  'the embedded database has one process, which does all of it, told to be %s or not',
  async (role, { sandbox }) => {
    const receiver = await sandbox.receiver()
    const site = await (await sandbox.site('pglite', { FABWIRE_ROLE: role })).start()
    const shop = await openShop(site)
    const webhook = await subscribe(shop.owner, receiver.url)
    await expectAllDelivered(shop, webhook.id, await publish(shop, 3))
  },
)
