import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, vi } from 'vitest'
import { problemsOf } from '../../src/cli/demo/verify.ts'
import type { Receiver } from '../harness/receiver.ts'
import { apiKey, expectStatus } from './harness/http.ts'
import { type Finished, patienceMs } from './harness/process.ts'
import {
  type DatabaseKind,
  databaseKinds,
  mostly,
  newMasterKey,
  type Sandbox,
  test,
} from './harness/sandbox.ts'
import { news, openShop, publish, type Shop, subscribe } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

const variables = {
  FABWIRE_RETRY_SCHEDULE: Array(30).fill('1s').join(','),
  FABWIRE_BREAKER_FAILURES: '10000',
}

/** Where there is none, the run has said so. */
const otherKind: Readonly<Record<DatabaseKind, DatabaseKind>> = databaseKinds.includes('postgres')
  ? { pglite: 'postgres', postgres: 'pglite' }
  : { pglite: 'pglite', postgres: 'pglite' }

interface Manifest {
  tables: { name: string; rows: number; sha256: string }[]
  sequences: { name: string; last_value: number; is_called: boolean }[]
  files: { count: number; missing: string[] }
}

/** Unpacks a backup, tests its checksums with the system's own tools, and reads its manifest. */
async function unpack(sandbox: Sandbox, path: string): Promise<{ folder: string; manifest: Manifest }> {
  let folder = path
  if (path.endsWith('.gz')) {
    folder = await sandbox.folder()
    execFileSync('tar', ['xzf', path, '-C', folder])
  }
  execFileSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS.sha256', 'SHA256SUMS'], { cwd: folder })
  return { folder, manifest: JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) }
}

/** The first column of every row of a table, in an unpacked backup. */
async function idsIn(folder: string, table: string): Promise<string[]> {
  const parts = (await readdir(join(folder, 'tables', table))).sort()
  const texts = await Promise.all(parts.map((part) => readFile(join(folder, 'tables', table, part), 'utf8')))
  return texts.flatMap((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)[0] as string),
  )
}

async function done(running: Promise<Finished>): Promise<Finished> {
  const finished = await running
  if (finished.code !== 0) throw new Error(`ended with ${finished.code}: ${finished.stderr}`)
  return finished
}

/** What a deployment holds, as a backup of it says. */
async function contentsOf(sandbox: Sandbox, site: Site): Promise<Pick<Manifest, 'tables' | 'sequences'>> {
  const path = join(await sandbox.folder(), 'contents')
  await done(site.run(['backup', path]))
  const { tables, sequences } = (await unpack(sandbox, path)).manifest
  return { tables, sequences }
}

const drawing = `ISO-10303-21; ${'µ'.repeat(5_000)}`

/** A project with a file; resolves with the path of the file's content. */
async function uploadDrawing(site: Site, { erp, key, customerId }: Shop): Promise<string> {
  const project = expectStatus(await erp.post('/projects', { name: 'Bracket', customer_id: customerId }), 201)
  const form = new FormData()
  form.append('file', new Blob([drawing]), 'bracket.step')
  const reply = await fetch(`${site.url}/api/projects/${project.id}/files`, {
    method: 'POST',
    headers: apiKey(key),
    body: form,
  })
  const file = (await reply.json()) as { id: string }
  expect(reply.status, JSON.stringify(file)).toBe(201)
  return `/projects/${project.id}/files/${file.id}/content`
}

/** The shop's program publishes one event after the other, until it is told to stop. */
function startPublisher(shop: Shop) {
  const accepted: number[] = []
  const surprises: string[] = []
  let stopped = false
  const run = async () => {
    while (!stopped && surprises.length === 0) {
      const { status, body, text } = await shop.erp.post(
        '/events',
        news(shop, `Parcel ${accepted.length} · 小包`),
      )
      if (status === 202) accepted.push(...body.ids)
      else surprises.push(`${status}: ${text}`)
    }
  }
  const running = run().catch((error: unknown) => void surprises.push(String(error)))
  return {
    accepted,
    surprises,
    async stop() {
      stopped = true
      await running
    },
  }
}

/** Takes events with an even id; those with an odd one not before `open`. */
function halfOpen(receiver: Receiver) {
  const delivered = new Set<number>()
  const wrong: string[] = []
  const gate = { open: false, secret: '', delivered, wrong }
  receiver.behave(({ eventId, body, headers }) => {
    if (gate.secret === '' || (eventId % 2 === 1 && !gate.open)) return 503
    wrong.push(...problemsOf(body, headers, gate.secret, Date.now()))
    delivered.add(eventId)
    return 200
  })
  return gate
}

describe.each(databaseKinds)('a backup of %s', (kind) => {
  const other = otherKind[kind]

  test(`taken while events are published, restored on ${other}: every row is there, what waited goes on`, async ({
    sandbox,
  }) => {
    const receiver = await sandbox.receiver()
    const gate = halfOpen(receiver)
    const site = await (await sandbox.site(kind, variables)).start()
    const shop = await openShop(site)
    const content = await uploadDrawing(site, shop)
    gate.secret = (await subscribe(shop.owner, receiver.url)).secret

    const publisher = startPublisher(shop)
    await vi.waitUntil(() => publisher.accepted.length > 150, { timeout: patienceMs })
    const before = [...publisher.accepted]
    const path = join(await sandbox.folder(), 'shop.tar.gz')
    const { stdout, stderr } = await done(site.run(['backup', path]))
    const during = publisher.accepted.length - before.length
    await publisher.stop()
    await site.crash()
    expect(publisher.surprises).toEqual([])
    expect(stdout).toContain(kind === 'pglite' ? 'while the server ran' : `written to ${path}`)
    expect(stderr).toMatch(/^fabwire: \S+ holds the master key: .*\n$/)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    if (kind === 'pglite') expect(await readdir(join(site.dataDir, 'snapshots'))).toEqual([])

    const { folder, manifest } = await unpack(sandbox, path)
    const ids = (await idsIn(folder, 'events')).map(Number)
    expect(before.filter((id) => !ids.includes(id))).toEqual([])
    console.log(`${kind}: ${ids.length} events in the backup, ${during} accepted while it was taken`)

    const key = kind === 'postgres' ? (site.variables.FABWIRE_MASTER_KEY as string) : undefined
    const masterKey = key ?? (await readFile(join(site.dataDir, 'master.key'), 'utf8')).trim()
    const restored = await sandbox.site(other, {
      ...variables,
      ...(other === 'postgres' && { FABWIRE_MASTER_KEY: masterKey }),
    })
    const said = (await done(restored.run(['restore', path]))).stdout
    expect(said).toContain(other === 'postgres' ? 'FABWIRE_MASTER_KEY' : join(restored.dataDir, 'master.key'))
    expect(await contentsOf(sandbox, restored)).toEqual({
      tables: manifest.tables,
      sequences: manifest.sequences,
    })

    gate.open = true
    await restored.start()
    await vi
      .waitUntil(() => ids.every((id) => gate.delivered.has(id)), { timeout: patienceMs })
      .catch(() => {})
    expect(ids.filter((id) => !gate.delivered.has(id))).toEqual([])
    expect(gate.wrong).toEqual([])
    const erp = restored.api.as(apiKey(shop.key))
    expect((await erp.get(content)).text).toBe(drawing)
    const [next] = await publish({ ...shop, erp })
    expect(next).toBe((manifest.sequences.find(isEventIds)?.last_value ?? 0) + 1)
    await restored.stop()
  })
})

describe.each(mostly('postgres'))('a backup of %s', (kind) => {
  test('of a stopped server, into a folder, and back', async ({ sandbox }) => {
    const site = await (await sandbox.site(kind, variables)).start()
    const shop = await openShop(site)
    await publish(shop, 20)
    await site.stop()
    const path = join(await sandbox.folder(), 'shop')
    expect((await done(site.run(['backup', path, '--without-key']))).stderr).toMatch(
      /^fabwire: the master key \(fingerprint \w{16}\) is not in it.*\n$/,
    )
    const { manifest } = await unpack(sandbox, path)
    expect(existsSync(join(path, 'master.key'))).toBe(false)
    const again = await site.run(['backup', path])
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^fabwire: \S+ exists already.*\n$/),
    })

    const masterKey =
      site.variables.FABWIRE_MASTER_KEY ?? (await readFile(join(site.dataDir, 'master.key'), 'utf8')).trim()
    const restored = await sandbox.site(kind, { ...variables, FABWIRE_MASTER_KEY: newMasterKey() })
    const refused = await restored.run(['restore', path])
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^fabwire: FABWIRE_MASTER_KEY is not the backup's key, which has .*\n$/),
    })
    const right = { FABWIRE_MASTER_KEY: masterKey }
    await done(restored.run(['restore', path, '--event-id-gap', '1000'], right))
    const sequences = manifest.sequences.map((each) =>
      isEventIds(each) ? { ...each, last_value: each.last_value + 1_000 } : each,
    )
    const restoredAgain = await restored.run(['backup', join(path, '..', 'second')], right)
    expect(restoredAgain.code).toBe(0)
    const second = await unpack(sandbox, join(path, '..', 'second'))
    expect(second.manifest.tables).toEqual(manifest.tables)
    expect(second.manifest.sequences).toEqual(sequences)
  })
})

const isEventIds = ({ name }: { name: string }): boolean => name === 'events_id_seq'

describe.each(mostly('pglite'))('a restore on %s', (kind) => {
  test('refuses what is damaged, is killed, and can be done again; into an unused deployment too', async ({
    sandbox,
  }) => {
    const site = await (await sandbox.site(kind)).start()
    const shop = await openShop(site)
    await uploadDrawing(site, shop)
    await publish(shop, 30)
    await site.stop()
    const path = join(await sandbox.folder(), 'shop.tar.gz')
    await done(site.run(['backup', path]))
    const { tables, sequences } = (await unpack(sandbox, path)).manifest

    const masterKey = site.variables.FABWIRE_MASTER_KEY
    const restored = await sandbox.site(kind, masterKey ? { FABWIRE_MASTER_KEY: masterKey } : {})
    // A server that has been started there, and nothing else.
    await restored.start()
    expect(await restored.run(['restore', path])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^fabwire: .*(is in use|is running).*\n$/),
    })
    await restored.stop()
    if (masterKey === undefined) await rm(join(restored.dataDir, 'master.key'))

    const bytes = await readFile(path)
    const place = bytes.length - 300
    const damaged = join(path, '..', 'damaged.tar.gz')
    await writeFile(damaged, bytes.fill((bytes[place] as number) ^ 1, place, place + 1))
    expect(await restored.run(['restore', damaged])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^fabwire: the backup is damaged: .*\n$/),
    })

    const killed = await sandbox.start(['restore', path], restored.variables)
    await killed.line(/: whole, made /)
    await killed.crash()
    await done(restored.run(['restore', path, '--keep-files']))
    expect(await contentsOf(sandbox, restored)).toEqual({ tables, sequences })
    expect(await restored.run(['restore', path, '--keep-files'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^fabwire: the database is not empty: table \w+ has rows\n$/),
    })
  })
})

/**
 * More than the whole heap: whoever held the table in memory would end here. New objects have the usual room: in less,
 * three quarters of the time would go into collecting them.
 */
const smallHeap = { NODE_OPTIONS: '--max-old-space-size=48 --max-semi-space-size=8' }

test('a table of 50 MB passes through a heap of 48 MiB, out and in', async ({ sandbox }) => {
  const kind = databaseKinds.at(-1) as DatabaseKind
  const site = await sandbox.site(kind)
  await done(site.run(['migrate']))
  await site.inDatabase((db) =>
    db.run({
      text: `INSERT INTO events (id, workspace_id, user_id, type, is_test, created_at, body)
             SELECT n, gen_random_uuid(), 1, 'order.shipped', false, now(), repeat(md5(n::text), 128)
             FROM generate_series(1, 12500) AS n`,
      values: [],
    }),
  )
  const path = join(await sandbox.folder(), 'shop.tar.gz')
  await done(site.run(['backup', path], smallHeap))
  const restored = await sandbox.site(kind)
  const { stdout } = await done(restored.run(['restore', path], smallHeap))
  expect(stdout).toMatch(/events +12500\n/)
})

const onPostgres = databaseKinds.includes('postgres') ? test : () => {}

onPostgres(
  'copy-to-postgres: everything moves, the same on both sides, and the old one does not start again',
  async ({ sandbox }) => {
    const receiver = await sandbox.receiver()
    const gate = halfOpen(receiver)
    const site = await (await sandbox.site('pglite', variables)).start()
    const shop = await openShop(site)
    const content = await uploadDrawing(site, shop)
    gate.secret = (await subscribe(shop.owner, receiver.url)).secret
    const ids = await publish(shop, 300)
    const url = await sandbox.database()
    const copy = (given: string, more = {}, input?: string) =>
      site.run(['copy-to-postgres', given], more, input)
    const refused = (pattern: RegExp) => ({ code: 1, stdout: '', stderr: expect.stringMatching(pattern) })

    expect(await copy(url)).toMatchObject(refused(/^fabwire: \S+ is in use by .*: stop the server first\n$/))
    await site.stop()
    expect(await copy(url, { DATABASE_URL: url })).toMatchObject(
      refused(/^fabwire: DATABASE_URL is set: .*\n$/),
    )
    expect(await copy('mysql://x')).toMatchObject(refused(/^fabwire: DATABASE_URL: expected .*\n$/))
    expect(await copy(`${url}_none`)).toMatchObject(refused(/^fabwire: DATABASE_URL: .* does not exist\n$/))
    const contents = await contentsOf(sandbox, site)

    const { stdout } = await done(copy('-', {}, `${url}\n`))
    const keyFile = join(site.dataDir, 'master.key')
    const masterKey = (await readFile(keyFile, 'utf8')).trim()
    expect(stdout).toMatch(/events +300 +300 +(\w{16}) +\1\n/)
    expect(stdout).toContain(`the content of ${keyFile}`)
    expect(stdout).not.toContain(masterKey)
    expect(await copy(url)).toMatchObject(
      refused(/^fabwire: the database is not empty: table \w+ has rows\n$/),
    )
    expect((await site.startInVain({})).stderr).toMatch(
      /^fabwire: DATABASE_URL: expected the database to which this one was copied .*\n$/,
    )

    const moved = await sandbox.site('postgres', {
      ...variables,
      DATABASE_URL: url,
      FABWIRE_MASTER_KEY: masterKey,
      FABWIRE_DATA_DIR: site.dataDir,
    })
    expect(await contentsOf(sandbox, moved)).toEqual(contents)
    gate.open = true
    await moved.start()
    await vi.waitUntil(() => ids.every((id) => gate.delivered.has(id)), { timeout: patienceMs })
    expect(gate.wrong).toEqual([])
    const erp = moved.api.as(apiKey(shop.key))
    expect((await erp.get(content)).text).toBe(drawing)
    expect(await publish({ ...shop, erp })).toEqual([Math.max(...ids) + 1])
  },
)

test('wrong use: one line and exit code 2, nothing is made', async ({ sandbox }) => {
  const wrong: [string[], RegExp][] = [
    [['backup'], /^fabwire: needs where to write: a file\.tar\.gz or a folder\n$/],
    [['backup', 'a', 'b'], /^fabwire: needs where to write.*\n$/],
    [['backup', 'a', '--fast'], /^fabwire: Unknown option '--fast'.*\n$/],
    [['restore'], /^fabwire: needs a backup: a file\.tar\.gz or a folder\n$/],
    [['restore', 'a', '--event-id-gap', 'many'], /^fabwire: --event-id-gap takes a whole number\n$/],
    [['copy-to-postgres'], /^fabwire: needs the DATABASE_URL of an empty database.*\n$/],
  ]
  const data = join(await sandbox.folder(), 'data')
  const ends = await Promise.all(wrong.map(([args]) => sandbox.run(args, { FABWIRE_DATA_DIR: data })))
  expect(ends.map(({ code, stdout, stderr }) => ({ code, stdout, stderr }))).toEqual(
    wrong.map(([, pattern]) => ({ code: 2, stdout: '', stderr: expect.stringMatching(pattern) })),
  )
  const none = await sandbox.run(['backup', 'x.tar.gz'], { FABWIRE_DATA_DIR: data })
  expect(none).toMatchObject({
    code: 1,
    stderr: `fabwire: there is no database in ${data} (FABWIRE_DATA_DIR)\n`,
  })
  expect(existsSync(data)).toBe(false)
})
