import { execFileSync, spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, vi } from 'vitest'
import { isRunning, serverProcesses } from '../chaos/deployment.ts'
import { Disk } from '../chaos/disk.ts'
import { expectStatus } from './harness/http.ts'
import { patienceMs } from './harness/process.ts'
import { anyDatabase, databaseKinds, test } from './harness/sandbox.ts'
import { news, openShop, publish, readLog, subscribe } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

/**
 * A full disk, simulated without one: the running server may not write beyond some size of a file, then may again.
 * What it sees is an error of every larger write, as with a disk that has no room.
 */
const canLimit = spawnSync('prlimit', ['--version']).status === 0

const limitFiles = (site: Site, bytes: number | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(site.process.pid), `--fsize=${bytes}:unlimited`])

const unavailable = { status: 503, body: { code: 'unavailable' } }
const ready = (site: Site) => fetch(`${site.url}/readyz`).then(({ status }) => status)
const backWhenReady = (site: Site) =>
  vi.waitUntil(async () => (await ready(site)) === 200, { timeout: patienceMs, interval: 100 })

describe.skipIf(!canLimit)('a full disk', () => {
  test('under the embedded database: 503, recovery without a restart, nothing accepted is lost', async ({
    sandbox,
  }) => {
    const receiver = await sandbox.receiver()
    const site = await (await sandbox.site('pglite')).start()
    const shop = await openShop(site)
    const { id } = await subscribe(shop.owner, receiver.url)
    const accepted = await publish(shop, 5)

    for (const _ of ['once', 'twice']) {
      limitFiles(site, 2 ** 20)
      const events = Array.from({ length: 100 }, () => news(shop, 'x'.repeat(1_000)))
      const refused = await vi.waitUntil(
        async () => {
          const reply = await shop.erp.post('/events', { events })
          if (reply.status === 202) accepted.push(...reply.body.ids)
          return reply.status === 202 ? undefined : reply
        },
        { timeout: patienceMs, interval: 1 },
      )
      expect(refused).toMatchObject(unavailable)
      expect(await shop.owner.get('/webhooks')).toMatchObject(unavailable)
      expect(await ready(site)).toBe(503)
      expect((await fetch(`${site.url}/healthz`)).status).toBe(200)

      limitFiles(site, 'unlimited')
      await backWhenReady(site)
      accepted.push(...(await publish(shop, 5)))
    }

    const missing = async () => {
      const log = new Set((await readLog(shop.owner, id, 'delivered')).map(({ event }) => event.id))
      const arrived = new Set(receiver.received.map(({ eventId }) => eventId))
      return accepted.filter((eventId) => !log.has(eventId) || !arrived.has(eventId))
    }
    await expect.poll(missing, { timeout: patienceMs, interval: 200 }).toEqual([])
    expect(await site.stop()).toEqual({ code: 0, signal: null })
    await site.start()
    expect(await missing()).toEqual([])
  })

  test.runIf(databaseKinds.includes('postgres'))(
    'under PostgreSQL: 503, recovery without a restart of ours, nothing accepted is lost (security case 40)',
    async ({ sandbox }) => {
      const disk = await Disk.create()
      sandbox.finally(() => void disk.remove(false))
      const cluster = await sandbox.cluster({ durable: true, parentFolder: disk.folder })
      const receiver = await sandbox.receiver()
      const site = await (await sandbox.site('postgres', { DATABASE_URL: cluster.url() })).start()
      const shop = await openShop(site)
      const { id } = await subscribe(shop.owner, receiver.url)
      const accepted = await publish(shop, 5)

      const writers = () => serverProcesses(cluster)
      await disk.fill(writers())
      const events = Array.from({ length: 100 }, () => news(shop, 'x'.repeat(1_000)))
      const refused = await vi.waitUntil(
        async () => {
          const reply = await shop.erp.post('/events', { events })
          if (reply.status === 202) accepted.push(...reply.body.ids)
          return reply.status === 202 ? undefined : reply
        },
        { timeout: patienceMs, interval: 1 },
      )
      expect(refused).toMatchObject(unavailable)
      expect((await fetch(`${site.url}/healthz`)).status).toBe(200)

      await disk.free(writers())
      // A server that could not even write its log has ended; an operator starts it again.
      if (!(await isRunning(cluster))) await cluster.start()
      await backWhenReady(site)
      accepted.push(...(await publish(shop, 5)))
      const missing = async () => {
        const log = new Set((await readLog(shop.owner, id, 'delivered')).map(({ event }) => event.id))
        return accepted.filter((eventId) => !log.has(eventId))
      }
      await expect.poll(missing, { timeout: patienceMs, interval: 200 }).toEqual([])
    },
  )

  test('under the files: 503 for an upload, nothing half is left, and the next one works', async ({
    sandbox,
  }) => {
    const site = await (await sandbox.site(anyDatabase)).start()
    const shop = await openShop(site)
    const { id } = expectStatus(await shop.pat.post('/projects', { name: 'Brackets' }), 201)
    const upload = (bytes: number) => {
      const form = new FormData()
      form.set('kind', 'cad')
      form.set('file', new Blob([new Uint8Array(bytes)]), 'bracket.stl')
      return shop.pat.post(`/projects/${id}/files`, form)
    }
    const kept = expectStatus(await upload(1_000), 201)
    const filesOnDisk = async () =>
      (await readdir(join(site.dataDir, 'files'), { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      ).length
    const before = await filesOnDisk()

    limitFiles(site, 2 ** 20)
    expect(await upload(3 * 2 ** 20)).toMatchObject(unavailable)
    expect(await filesOnDisk()).toBe(before)
    limitFiles(site, 'unlimited')
    expectStatus(await upload(3 * 2 ** 20), 201)
    const { data } = expectStatus(await shop.pat.get(`/projects/${id}/files`), 200)
    expect(data.map(({ bytes }: { bytes: number }) => bytes)).toEqual([3 * 2 ** 20, kept.bytes])
  })
})
