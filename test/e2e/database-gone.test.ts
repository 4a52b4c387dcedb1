import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { connectPostgres } from '../../src/db/postgres.ts'
import { composeToken } from '../../src/domain/access/token-form.ts'
import { findPostgresBin } from '../../tools/test/needs.ts'
import type { Cluster } from '../harness/cluster.ts'
import type { Receiver } from '../harness/receiver.ts'
import { bearer, type Reply } from './harness/http.ts'
import { patienceMs } from './harness/process.ts'
import { startPublishers } from './harness/publishers.ts'
import { sharedSandbox } from './harness/sandbox.ts'
import { news, openShop, publish, readLog, type Shop, subscribe, type Webhook } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

const unavailable = { status: 503, body: { status: 503, code: 'unavailable' } }
const isReady = async (site: Site) => (await fetch(`${site.url}/readyz`)).status === 200

/** Makes the server ask for passwords; `postgres` goes on without one. */
async function askForPasswords(cluster: Cluster): Promise<void> {
  const db = connectPostgres({ url: cluster.url(), poolSize: 1 })
  const run = (text: string) => db.run({ text, values: [] })
  const file = join(cluster.dataFolder, 'pg_hba.conf')
  await run(`CREATE ROLE fabwire LOGIN PASSWORD 'right'`)
  await run('CREATE DATABASE fabwire OWNER fabwire')
  await writeFile(file, `host all fabwire 127.0.0.1/32 scram-sha-256\n${await readFile(file, 'utf8')}`)
  await run('SELECT pg_reload_conf()')
  await db.close()
}

function urlWith(cluster: Cluster, password: string): string {
  const url = new URL(cluster.url('fabwire'))
  url.username = 'fabwire'
  url.password = password
  return url.href
}

/** PostgreSQL goes away while the server serves: 503 meanwhile, no restart afterwards, nothing accepted is lost. */
describe.skipIf(findPostgresBin() === undefined)('a PostgreSQL that goes away', () => {
  const sandbox = sharedSandbox()
  let cluster: Cluster
  let site: Site
  let shop: Shop
  let receiver: Receiver
  let webhook: Webhook
  beforeAll(async () => {
    cluster = await sandbox.cluster({ durable: true })
    await askForPasswords(cluster)
    site = await (await sandbox.site('postgres', { DATABASE_URL: urlWith(cluster, 'right') })).start()
    shop = await openShop(site)
    receiver = await sandbox.receiver()
    webhook = await subscribe(shop.owner, receiver.url)
  })

  test('a wrong password: one line without it', async () => {
    const { code, stderr } = await site.startInVain({ DATABASE_URL: urlWith(cluster, 'wrong-one') })
    expect(stderr).toBe('fabwire: DATABASE_URL: password authentication failed for user "fabwire"\n')
    expect(code).toBe(1)
  })

  test.each(['stop', 'crash'] as const)(
    '%s and start while events go through: all accepted ones arrive',
    async (end) => {
      await vi.waitUntil(() => isReady(site), { timeout: patienceMs, interval: 50 })
      const before = receiver.received.length
      const publishers = startPublishers(site, shop, 2, { isReady: () => isReady(site) })
      await vi.waitUntil(() => receiver.received.length > before + 50, { timeout: patienceMs })

      await cluster[end]()
      const answers = await whileItIsGone(site, shop)
      for (const answer of answers) expect(answer).toMatchObject(unavailable)
      expect(answers[0]?.headers.get('retry-after')).toMatch(/^\d+$/)
      expect((await fetch(`${site.url}/readyz`)).status).toBe(503)
      expect((await fetch(`${site.url}/healthz`)).status).toBe(200)

      await cluster.start()
      await vi.waitUntil(() => isReady(site), { timeout: patienceMs, interval: 50 })
      const enough = publishers.accepted.length + 50
      await vi.waitUntil(() => publishers.accepted.length >= enough, { timeout: patienceMs })
      await publishers.stop()
      expect(publishers.surprises).toEqual([])
      await expectDelivered(publishers.accepted)
    },
  )

  async function expectDelivered(accepted: readonly number[]): Promise<void> {
    const missing = () => {
      const arrived = new Set(receiver.received.map(({ eventId }) => eventId))
      return accepted.filter((id) => !arrived.has(id))
    }
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: patienceMs, interval: 100 })
    await vi.waitFor(async () => expect(await readLog(shop.owner, webhook.id, 'pending')).toEqual([]), {
      timeout: patienceMs,
      interval: 100,
    })
    const log = await readLog(shop.owner, webhook.id, 'delivered')
    const delivered = new Set(log.map(({ event }) => event.id))
    expect(accepted.filter((id) => !delivered.has(id))).toEqual([])
  }

  test('gone at SIGTERM: it ends all the same', async () => {
    await vi.waitUntil(() => isReady(site), { timeout: patienceMs, interval: 50 })
    let answer: (() => void) | undefined
    receiver.behave((_, response) => {
      answer = () => response.writeHead(200).end()
      return undefined
    })
    await publish(shop)
    await vi.waitUntil(() => answer, { timeout: patienceMs })
    await cluster.crash()
    answer?.()
    // What it could not write down is tried again by whoever starts next.
    expect(await site.stop()).toEqual({ code: 0, signal: null })
  })
})

/** What the API says meanwhile: reads, writes, credentials it knows and one it would have to look up. */
function whileItIsGone({ api }: Site, shop: Shop): Promise<Reply[]> {
  const stranger = bearer(composeToken('pat', randomBytes(28).toString('hex')))
  return Promise.all([
    shop.erp.post('/events', news(shop)),
    shop.owner.get('/workspace'),
    shop.pat.get('/webhooks'),
    api.as(stranger).get('/token'),
    api.post('/auth/sign-in', { email: 'owner@example.com', password: 'correct horse' }),
  ])
}
