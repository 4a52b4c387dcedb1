import { describe, expect, vi } from 'vitest'
import { patienceMs } from './harness/process.ts'
import { databaseKinds, test } from './harness/sandbox.ts'
import { openShop, publish, readLog, subscribe } from './harness/shop.ts'

describe.runIf(databaseKinds.includes('postgres'))('a pool of connections that is exhausted', () => {
  test('503 for who waits too long, no restart, nothing accepted is lost (security case 40)', async ({
    sandbox,
  }) => {
    const receiver = await sandbox.receiver()
    const site = await (await sandbox.site('postgres')).start()
    const shop = await openShop(site)
    const { id } = await subscribe(shop.owner, receiver.url)
    const accepted = await publish(shop, 5)

    // Somebody repairs something by hand and forgets to commit: whoever asks for a webhook waits, with a connection.
    const locked = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const repair = site.inDatabase((db) =>
      db.transaction(async (tx) => {
        await tx.run({ text: 'LOCK TABLE webhooks IN ACCESS EXCLUSIVE MODE', values: [] })
        locked.resolve()
        await release.promise
      }),
    )
    await locked.promise
    const waiting = Array.from({ length: 60 }, () => shop.owner.get('/webhooks'))
    const publishing = Array.from({ length: 20 }, () => publish(shop).catch((error: Error) => error.message))
    const first = await Promise.race(waiting)
    expect(first).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(first.headers.get('retry-after')).toMatch(/^\d+$/)
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200)

    release.resolve()
    await repair
    const answers = await Promise.all(waiting)
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
    for (const ids of await Promise.all(publishing))
      if (Array.isArray(ids)) accepted.push(...ids)
      else expect(ids).toMatch(/^expected 202, got 503/)
    await vi.waitUntil(async () => (await fetch(`${site.url}/readyz`)).status === 200, {
      timeout: patienceMs,
    })
    accepted.push(...(await publish(shop, 5)))
    const missing = async () => {
      const log = new Set((await readLog(shop.owner, id, 'delivered')).map(({ event }) => event.id))
      return accepted.filter((eventId) => !log.has(eventId))
    }
    await expect.poll(missing, { timeout: patienceMs, interval: 200 }).toEqual([])
  })
})
