import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { patienceMs } from './harness/process.ts'
import { test } from './harness/sandbox.ts'
import { openShop, publish, readLog, subscribe } from './harness/shop.ts'

/** The jumps of test/chaos/clock.ts, one after the other: ten minutes forward, seventeen back, seven forward. */
const jumps = 3
const waitMs = 3_000

test('a clock that jumps: no storm of early tries, none is stuck, nothing is lost (security case 40)', async ({
  sandbox,
}) => {
  const arrivals = new Map<number, number[]>()
  const receiver = await sandbox.receiver(({ eventId }) => {
    const times = arrivals.get(eventId) ?? []
    arrivals.set(eventId, [...times, Date.now()])
    return times.length === 0 ? 500 : 200
  })
  const site = await (
    await sandbox.site('pglite', {
      NODE_OPTIONS: `--import=${join(import.meta.dirname, '..', 'chaos', 'clock.ts')}`,
      FABWIRE_RETRY_SCHEDULE: `${waitMs}ms`,
      // Every first try fails.
      FABWIRE_BREAKER_FAILURES: '1000',
    })
  ).start()
  const shop = await openShop(site)
  const { id } = await subscribe(shop.owner, receiver.url)
  const told = () => (site.process.stdout + site.process.stderr).match(/the clock jumps/g)?.length ?? 0
  const ids: number[] = []
  for (let jump = 1; jump <= jumps; jump++) {
    ids.push(...(await publish(shop, 5)))
    await vi.waitUntil(() => ids.every((eventId) => arrivals.has(eventId)), { timeout: patienceMs })
    // Outcomes that are being written just then would keep the old time.
    const untried = async () =>
      (await readLog(shop.owner, id, 'pending')).filter(({ attempt_count }) => attempt_count === 0)
    await expect.poll(untried, { timeout: patienceMs }).toEqual([])
    site.process.signal('SIGUSR2')
    await vi.waitUntil(() => told() === jump, { timeout: patienceMs, interval: 50 })
    ids.push(...(await publish(shop, 5)))
  }
  const delivered = async () => (await readLog(shop.owner, id, 'delivered')).length
  await expect.poll(delivered, { timeout: patienceMs, interval: 200 }).toBe(ids.length)
  const waits = [...arrivals.values()].map(([first = 0, second = 0]) => second - first)
  // A few may still be on their way when it jumps; there is never a storm.
  const early = waits.filter((wait) => wait < waitMs - 100)
  expect(early.length).toBeLessThanOrEqual(ids.length / 5)
})
