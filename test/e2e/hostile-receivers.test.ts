import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect, vi } from 'vitest'
import { patienceMs } from './harness/process.ts'
import { databaseKinds, test } from './harness/sandbox.ts'
import { news, openShop, readLog, type Shop, subscribe, type Webhook } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

/**
 * Security cases 34, 36 and 37 under load: receivers that hang, drip, flood, redirect or lie get as many events as one
 * that answers well, and the server's time, memory and bytes stay bounded.
 */

const events = 400
/**
 * The timeout is short so that all of it fits into a test, and long enough that a good receiver on a busy machine does
 * not look like one that hangs.
 */
const variables = { FABWIRE_DELIVERY_TIMEOUT: '2s', FABWIRE_RETRY_SCHEDULE: '200ms,200ms,2s' }
const bomb = gzipSync(Buffer.alloc(50 * 2 ** 20))
const chunk = Buffer.alloc(2 ** 16, 'x')

const manners: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/hang': () => {},
  '/drip': (response) => {
    response.writeHead(200, { 'content-length': '1000' })
    const timer = setInterval(() => response.write('.'), 100)
    response.on('close', () => clearInterval(timer))
  },
  '/flood': (response) => {
    response.writeHead(200, { 'content-length': String(10 * 2 ** 30) })
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', pour)
    pour()
  },
  '/bomb': (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  '/headers': (response) => {
    response.socket?.write(`HTTP/1.1 200 OK\r\n${`X-Filler: ${'x'.repeat(1_000)}\r\n`.repeat(200)}\r\n`)
  },
  '/redirect': (response) => void response.writeHead(307, { location: '/trap' }).end(),
  '/break': (response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('half', () => response.destroy())
  },
}

/** What a receiver can make its system take before the sender closes: buffers of both sides, not gigabytes. */
const mostBytesPerAnswer = 16 * 2 ** 20
const mostMemoryKiB = 700 * 1024

/** The most memory that the process ever had, in KiB. */
const peakMemoryKiB = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

const internal = [
  'https://10.0.0.1/',
  'https://169.254.169.254/latest',
  'https://[fd00:ec2::254]/',
  'http://[::1]/',
]

/** Saved when its name still led elsewhere, say. */
const pointInside = (site: Site, { id }: Webhook, url: string) =>
  site.inDatabase((db) =>
    db.run({ text: 'UPDATE webhooks SET url = $2, version = version + 1 WHERE id = $1', values: [id, url] }),
  )

const settled = async (shop: Shop, { id }: Webhook, status: string) =>
  (await readLog(shop.owner, id, status)).map(({ event }) => event.id).sort((a, b) => a - b)

// The embedded database belongs to its server; the rest is the same there (`npm run chaos`).
test.runIf(databaseKinds.includes('postgres'))(
  'one good receiver among hostile ones gets everything; the server stays small (security cases 34, 36, 37)',
  async ({ sandbox }) => {
    const writtenBytes: number[] = []
    const receiver = await sandbox.receiver(({ path }, response) => {
      const manner = manners[path]
      if (manner === undefined) return 200
      const { socket } = response
      response.on('close', () => writtenBytes.push(socket?.bytesWritten ?? 0))
      manner(response)
      return undefined
    })
    const { origin } = new URL(receiver.url)
    const site = await (await sandbox.site('postgres', variables)).start()
    const shop = await openShop(site)
    const good = await subscribe(shop.owner, `${origin}/good`)
    for (const path of Object.keys(manners)) await subscribe(shop.owner, `${origin}${path}`)
    const inside = await Promise.all(internal.map(() => subscribe(shop.owner, `${origin}/never`)))
    for (const [index, webhook] of inside.entries())
      await pointInside(site, webhook, internal[index] as string)

    const ids: number[] = []
    while (ids.length < events) {
      const batch = Array.from({ length: 40 }, () => news(shop))
      ids.push(...(await shop.erp.post('/events', { events: batch })).body.ids)
    }
    await expect
      .poll(() => settled(shop, good, 'delivered'), { timeout: patienceMs, interval: 200 })
      .toEqual(ids)

    const paths = () => new Set(receiver.received.map(({ path }) => path))
    await vi.waitUntil(() => Object.keys(manners).every((path) => paths().has(path)), { timeout: patienceMs })
    // The breaker has closed on each that never took anything; what is theirs is held.
    const failing = ['/hang', '/drip', '/headers', '/redirect', '/break'].map((path) => `${origin}${path}`)
    await expect
      .poll(
        async () => {
          const { body } = await shop.owner.get('/webhooks?status=disabled&limit=200')
          return body.data.map(({ url }: { url: string }) => url)
        },
        { timeout: patienceMs, interval: 200 },
      )
      .toEqual(expect.arrayContaining([...failing, ...internal]))

    for (const webhook of inside) {
      const [delivery] = await readLog(shop.owner, webhook.id, 'held')
      expect(delivery).toBeDefined()
      const tried = (await readLog(shop.owner, webhook.id)).flatMap(({ attempts }) => attempts)
      expect(new Set(tried.map(({ error }) => error?.code))).toEqual(new Set(['blocked_target']))
    }
    expect([...paths()].filter((path) => path === '/trap' || path === '/never')).toEqual([])
    expect(Math.max(...writtenBytes)).toBeLessThan(mostBytesPerAnswer)
    expect(peakMemoryKiB(site.process.pid)).toBeLessThan(mostMemoryKiB)
    // None of that was a fault of ours.
    expect(site.process.stderr + site.process.stdout).not.toMatch(/on our side|cannot be stored/)
  },
)
