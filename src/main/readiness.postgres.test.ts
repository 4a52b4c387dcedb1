import { describe, expect, test } from 'vitest'
import { startTestApp } from '../../test/harness/app.ts'
import { startCluster } from '../../test/harness/cluster.ts'
import { findPostgresBin } from '../../tools/test/needs.ts'
import { migrate } from '../db/migrate.ts'
import { connectPostgres } from '../db/postgres.ts'

// Needs a server of its own, which is stopped and started again.
describe.skipIf(findPostgresBin() === undefined)('a database that goes away', () => {
  test('503: not ready and nothing answered wrongly; 200: alive all the while, and ready again without a restart', async () => {
    const cluster = await startCluster()
    const db = connectPostgres({ url: cluster.url() })
    await migrate(db)
    const shop = await startTestApp({ db, start: false })
    const { credential } = await shop.owner()
    const body = { email: 'nobody@example.com', password: 'correct horse' }
    const answers = async () => [
      (await shop.call('GET', '/healthz')).status,
      (await shop.call('GET', '/readyz')).status,
      (await shop.call('GET', '/account', { as: credential })).status,
      (await shop.call('POST', '/auth/sign-in', { body })).status,
    ]
    expect(await answers()).toEqual([200, 200, 200, 401])
    await cluster.stop()
    expect(await answers()).toEqual([200, 503, 503, 503])
    const reply = await shop.call('GET', '/readyz')
    expect(reply.body).toMatchObject({
      code: 'unavailable',
      detail: expect.not.stringContaining('127.0.0.1'),
    })
    await cluster.start()
    expect(await answers()).toEqual([200, 200, 200, 401])

    await shop.close()
    await db.close()
    await cluster.remove()
  })
})
