import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { patience } from '../../../test/harness/patience.ts'
import { binaryStl, box } from '../../domain/geometry/testing/meshes.ts'
import { ManualClock } from '../../platform/clock.ts'
import { createLog } from '../../platform/log.ts'
import { type Storage, StorageUnavailableError } from '../../platform/storage/index.ts'
import { type GeometryOptions, GeometryRunner } from './runner.ts'
import * as store from './store.ts'

/** How nodes share the work, and what becomes of it when they stop or die. */

const minuteMs = 60_000
let app: TestApp
let customer: Person
let files: string
let clock: ManualClock
const running: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  clock = new ManualClock('2026-05-15T11:00:00Z')
  app = await startTestApp({ start: false, clock })
  await app.owner()
  customer = await app.customer()
  files = `/projects/${(await call('POST', '/projects', { name: 'Bracket' })).id}/files`
})
beforeEach(() => app.db.run({ text: 'DELETE FROM geometries', values: [] }))
afterEach(async () => {
  for (const { stop } of running.splice(0)) await stop()
})
afterAll(() => app.close())

async function call(method: string, path: string, body?: unknown) {
  const reply = await app.call(method, path, { as: customer.credential, body })
  if (reply.status >= 300) throw new Error(reply.text)
  return reply.body
}

async function upload(): Promise<string> {
  const form = new FormData()
  form.append('units', 'mm')
  form.append('file', new Blob([binaryStl(box(2, 3, 4)) as unknown as string]), 'box.stl')
  return (await call('POST', files, form)).id
}

const row = (id: string) =>
  app.db.one<{ status: string; attempts: number; not_before: Date; run: string; reason: string | null }>({
    text: 'SELECT status, attempts, not_before, run, reason FROM geometries WHERE id = $1',
    values: [id],
  })
const until = (id: string, status: string) =>
  vi.waitFor(async () => expect((await row(id)).status).toBe(status), { timeout: 20_000, interval: 20 })

/** A node that computes. */
async function node(options: Partial<GeometryOptions> = {}): Promise<GeometryRunner> {
  const { storage } = app.services.parts
  const log = createLog('silent', { write: () => {} })
  const runner = new GeometryRunner({ db: app.db, clock, log, storage, computes: true, ...options })
  await runner.start()
  running.push({ stop: () => runner.stop() })
  return runner
}

const withGet = (get: Storage['get']): Storage => ({ ...app.services.parts.storage, get })

/** A storage in which reading begins and never ends. */
function hangingStorage() {
  const begun = Promise.withResolvers<void>()
  const get = async () => {
    begun.resolve()
    return { stream: new Readable({ read() {} }), bytes: 684 }
  }
  return { storage: withGet(get), begun: begun.promise }
}

test('a node computes what waited before its start, and what comes after', async () => {
  const before = await upload()
  await node()
  await until(before, 'ready')
  const after = await upload()
  await until(after, 'ready')
})

test('a node of role api leaves it to others', async () => {
  const id = await upload()
  const api = await node({ computes: false })
  await api.stop()
  expect(await row(id)).toMatchObject({ status: 'pending', attempts: 0 })
})

test('of two nodes each file is taken by one', async () => {
  const second = openSecondDb(app.db)
  await node()
  await node({ db: second })
  const ids = await Promise.all([upload(), upload(), upload(), upload()])
  for (const id of ids) await until(id, 'ready')
  for (const id of ids) expect((await row(id)).attempts).toBe(1)
  for (const { stop } of running.splice(0)) await stop()
  await second.close()
})

test('a node that stops gives back what it was at, and the next one takes it up', async () => {
  const id = await upload()
  const { storage, begun } = hangingStorage()
  const first = await node({ storage })
  await begun
  await first.stop()
  expect(await row(id)).toMatchObject({ status: 'pending', attempts: 0, not_before: clock.now() })
  await node()
  await until(id, 'ready')
})

describe('a node that died', () => {
  const leaseEnd = () => new Date(clock.now().getTime() + 10 * minuteMs)

  test('keeps its file until the lease ends; then another takes it', async () => {
    const id = await upload()
    const job = await store.claimGeometry(app.db, clock.now(), leaseEnd())
    expect(job?.id).toBe(id)
    expect(await store.claimGeometry(app.db, clock.now(), leaseEnd())).toBeUndefined()
    clock.advance(10 * minuteMs)
    await node()
    await until(id, 'ready')
  })

  test('three times over the same file: it is not tried again', async () => {
    const id = await upload()
    for (let death = 0; death < 3; death++) {
      await store.claimGeometry(app.db, clock.now(), leaseEnd())
      clock.advance(10 * minuteMs)
    }
    await node()
    await until(id, 'failed')
    expect((await row(id)).reason).toBe('Reading the file was broken off several times.')
  })

  test('and comes back too late finds nothing to write to', async () => {
    const id = await upload()
    const late = await store.claimGeometry(app.db, clock.now(), leaseEnd())
    clock.advance(10 * minuteMs)
    await store.claimGeometry(app.db, clock.now(), leaseEnd())
    const answer = { status: 'failed', figures: null, reason: 'late', preview_key: null } as const
    expect(await store.settleGeometry(app.db, late as store.GeometryJob, answer)).toBe(false)
    expect(await row(id)).toMatchObject({ status: 'pending', reason: null })
  })
})

test('an answer to an old question is not kept, nor its preview', async () => {
  const id = await upload()
  const asked = Promise.withResolvers<void>()
  const keys: string[] = []
  const { storage } = app.services.parts
  const changing: Storage = {
    ...storage,
    put: async (key, source, options) => {
      keys.push(key)
      if (keys.length === 1) {
        await call('PATCH', `${files}/${id}`, { units: 'in' })
        asked.resolve()
      }
      return storage.put(key, source, options)
    },
  }
  await node({ storage: changing })
  await asked.promise
  await until(id, 'ready')
  const file = await call('GET', `${files}/${id}`)
  expect(file.geometry).toMatchObject({ units: 'in', bounding_box_mm: { x: 50.8, y: 76.2, z: 101.6 } })
  const kept = await Promise.all(keys.map(async (key) => (await storage.get(key))?.bytes))
  expect(kept).toEqual([undefined, expect.any(Number)])
})

test('a file that is deleted while it is read is no fault', async () => {
  const id = await upload()
  const next = await upload()
  let reads = 0
  const { storage } = app.services.parts
  const deleting = withGet(async (key) => {
    reads += 1
    if (reads === 1) await call('DELETE', `${files}/${id}`)
    return storage.get(key)
  })
  await node({ storage: deleting })
  await until(next, 'ready')
  expect(await app.db.rows({ text: 'SELECT FROM geometries WHERE id = $1', values: [id] })).toEqual([])
})

test('a storage that cannot be reached is not the file’s fault: later, and not counted', async () => {
  const id = await upload()
  const first = await node({
    storage: withGet(async () => {
      throw new StorageUnavailableError('TimeoutError')
    }),
  })
  const retryAt = new Date(clock.now().getTime() + 30_000)
  await vi.waitFor(
    async () => expect(await row(id)).toMatchObject({ attempts: 0, not_before: retryAt }),
    patience,
  )
  await first.stop()
  clock.advance(30_000)
  await node()
  await until(id, 'ready')
})

test('a file that is too large is kept, and not read', async () => {
  const id = await upload()
  const get = async () => ({ stream: Readable.from([]), bytes: 300 * 1024 * 1024 })
  await node({ storage: withGet(get) })
  await until(id, 'failed')
  expect((await row(id)).reason).toBe('The file is larger than the 256 MB that are read of this format.')
})

test('security case 39: a file that takes too long', async () => {
  const id = await upload()
  await node({ timeoutMs: 1 })
  await until(id, 'failed')
  expect((await row(id)).reason).toMatch(/^The file took longer than/)
})
