import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, vi } from 'vitest'
import { isCi } from '../../tools/test/mode.ts'
import { type Finished, patienceMs, type Variables } from './harness/process.ts'
import { databaseKinds, mostly, newMasterKey, sharedSandbox, test } from './harness/sandbox.ts'
import { openShop, publish, readLog, type Shop, subscribe, type Webhook } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

/** A start that cannot work ends at once: one line that says why, an exit code, and nothing is damaged. */

const oneLine = (pattern: RegExp) =>
  ({ code: 1, signal: null, line: expect.stringMatching(pattern) }) as const

/** What is asserted of an end; a second line, such as a stack trace, stays in it and fails. */
const asLine = ({ code, signal, stderr }: Finished) => ({ code, signal, line: stderr.replace(/\n$/, '') })

const secret = 'not-a-key-but-a-secret'

const wrongVariables: readonly [Variables, RegExp][] = [
  [{ PORT: '80a' }, /^fabwire: PORT: expected a whole number from 0 to 65535, got "80a"$/],
  [{ HOST: 'fab shop' }, /^fabwire: HOST: .*got "fab shop"$/],
  [{ HOST: '0.0.0.0' }, /^fabwire: FABWIRE_BASE_URL: .*HOST is 0\.0\.0\.0/],
  [{ FABWIRE_BASE_URL: 'https://fab.example.com/shop' }, /^fabwire: FABWIRE_BASE_URL: expected an origin/],
  [{ FABWIRE_BASE_URL: 'http://fab.example.com' }, /^fabwire: FABWIRE_BASE_URL: expected https .*got "http:/],
  [{ FABWIRE_ROLE: 'leader' }, /^fabwire: FABWIRE_ROLE: expected all\|api\|worker, got "leader"$/],
  [{ FABWIRE_RETRY_SCHEDULE: '30s,,2m' }, /^fabwire: FABWIRE_RETRY_SCHEDULE: .*got "30s,,2m"$/],
  [
    { FABWIRE_DELIVERY_TIMEOUT: '10' },
    /^fabwire: FABWIRE_DELIVERY_TIMEOUT: .*from 50ms to 300000ms, got "10"$/,
  ],
  [{ FABWIRE_BREAKER_FAILURES: '0' }, /^fabwire: FABWIRE_BREAKER_FAILURES: .*from 1 to 10000, got "0"$/],
  [{ FABWIRE_SCHEDULER_INTERVAL: '9ms' }, /^fabwire: FABWIRE_SCHEDULER_INTERVAL: .*got "9ms"$/],
  [{ FABWIRE_RETENTION: '30' }, /^fabwire: FABWIRE_RETENTION: .*got "30"$/],
  [{ FABWIRE_HELD_RETENTION: '3651d' }, /^fabwire: FABWIRE_HELD_RETENTION: .*got "3651d"$/],
  [{ FABWIRE_RATE_LIMIT: '0' }, /^fabwire: FABWIRE_RATE_LIMIT: .*or off, got "0"$/],
  [{ FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/99' }, /^fabwire: FABWIRE_ALLOW_INSECURE_TARGETS: /],
  [{ FABWIRE_MAX_UPLOAD: 'lots' }, /^fabwire: FABWIRE_MAX_UPLOAD: .*got "lots"$/],
  [{ S3_BUCKET: 'parts' }, /^fabwire: S3_ACCESS_KEY_ID: /],
  [{ LOG_LEVEL: 'loud' }, /^fabwire: LOG_LEVEL: .*got "loud"$/],
  [
    { FABWIRE_MASTER_KEY: secret },
    /^fabwire: FABWIRE_MASTER_KEY: expected 32 bytes in base64, got "\(hidden\)"$/,
  ],
  [{ DATABASE_URL: `mysql://root:${secret}@db/fabwire` }, /^fabwire: DATABASE_URL: .*got "\(hidden\)"$/],
]

/** The tests of the configuration itself know all of them; a process each only CI takes the time for. */
const triedVariables = isCi ? wrongVariables : wrongVariables.slice(-4)

const inTurns = async <T, R>(
  list: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const done: R[] = []
  for (let from = 0; from < list.length; from += atOnce)
    done.push(...(await Promise.all(list.slice(from, from + atOnce).map(work))))
  return done
}

test('a wrong variable: its name, what is allowed and what it got; no secret, no folder', async ({
  sandbox,
}) => {
  const data = join(await sandbox.folder(), 'data')
  const ends = await inTurns(triedVariables, 4, ([variables]) =>
    sandbox.run(['serve'], { PORT: '0', FABWIRE_DATA_DIR: data, ...variables }),
  )
  expect(ends.map(asLine)).toEqual(triedVariables.map(([, pattern]) => oneLine(pattern)))
  expect(ends.map(({ stdout, stderr }) => stdout + stderr).join()).not.toContain(secret)
  expect(existsSync(data)).toBe(false)
})

/** Where there is none, the run has said so. */
const onPostgres = databaseKinds.includes('postgres') ? test : () => {}

/** Every file of a folder with its size and what it holds. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).sort()
  const contents: Record<string, string> = {}
  for (const name of names) {
    const path = join(folder, name)
    if ((await stat(path)).isFile())
      contents[name] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
  }
  return contents
}

/** Marks the database as one of a later program. */
const makeTooNew = (site: Site) =>
  site.inDatabase((db) =>
    db.run({
      text: `INSERT INTO schema_migrations (version, name, checksum) VALUES (9000, 'later', 'x')`,
      values: [],
    }),
  )
const makeFitting = (site: Site) =>
  site.inDatabase((db) => db.run({ text: 'DELETE FROM schema_migrations WHERE version = 9000', values: [] }))

describe.each(mostly('pglite'))('a used site on %s', (kind) => {
  /** Only there is a folder to lock and a key in it. */
  const onPglite = kind === 'pglite' ? test : () => {}
  const sandbox = sharedSandbox()
  let site: Site
  let shop: Shop
  let webhook: Webhook
  beforeAll(async () => {
    const receiver = await sandbox.receiver()
    site = await (await sandbox.site(kind)).start()
    shop = await openShop(site)
    webhook = await subscribe(shop.owner, receiver.url)
    await publish(shop)
    await vi.waitUntil(() => receiver.received.length === 1, { timeout: patienceMs })
  })

  const key = () => join(site.dataDir, 'master.key')

  onPglite('its folder in use: a second process names it, the first serves on', async () => {
    const [second, command] = await Promise.all([
      site.startInVain({}),
      site.run(['admin', 'set-plan', 'northwind', 'free']),
    ])
    expect(asLine(second)).toEqual(oneLine(/^fabwire: .* is in use by another process \(pid \d+\)/))
    expect(asLine(second).line).toContain(site.dataDir)
    expect(asLine(command)).toEqual(asLine(second))
    expect((await shop.owner.get('/workspace')).body).toMatchObject({ plan: 'enterprise' })
  })

  test('a wrong variable: nothing is touched', async () => {
    expect(await site.stop()).toEqual({ code: 0, signal: null })
    const before = kind === 'pglite' ? await contentsOf(site.dataDir) : {}
    expect(asLine(await site.startInVain({ FABWIRE_ROLE: 'boss' }))).toEqual(
      oneLine(/^fabwire: FABWIRE_ROLE: /),
    )
    if (kind === 'pglite') expect(await contentsOf(site.dataDir)).toEqual(before)
  })

  test('another master key', async () => {
    expect(asLine(await site.startInVain({ FABWIRE_MASTER_KEY: newMasterKey() }))).toEqual(
      oneLine(
        /^fabwire: FABWIRE_MASTER_KEY: expected the key with fingerprint [0-9a-f]{16}, got "fingerprint /,
      ),
    )
  })

  onPglite('its key missing or spoilt: a line that names the file', async () => {
    expect((await stat(key())).mode & 0o777).toBe(0o600)
    await rename(key(), `${key()}.away`)
    expect(asLine(await site.startInVain({}))).toEqual(
      oneLine(/^fabwire: FABWIRE_MASTER_KEY: .*master\.key is missing/),
    )
    expect(existsSync(key())).toBe(false)
    await writeFile(key(), 'spoilt\n')
    expect(asLine(await site.startInVain({}))).toEqual(
      oneLine(/^fabwire: .*master\.key: expected 32 bytes in base64, got "\(hidden\)"$/),
    )
    await rename(`${key()}.away`, key())
  })

  test('a port in use', async () => {
    const { url } = await sandbox.receiver()
    expect(asLine(await site.startInVain({ PORT: new URL(url).port }))).toEqual(
      oneLine(/^fabwire: PORT: the port is in use \(.*EADDRINUSE.*\)$/),
    )
  })

  test('a database of a later program', async () => {
    await makeTooNew(site)
    expect(asLine(await site.startInVain({}))).toEqual(
      oneLine(/^fabwire: the database is too new: it has migration 9000 \(later\), this program knows \d+$/),
    )
    await makeFitting(site)
  })

  test('the right start afterwards finds everything where it was', async () => {
    await site.start()
    expect(await readLog(shop.owner, webhook.id)).toMatchObject([{ status: 'delivered', attempt_count: 1 }])
    await publish(shop)
    await expect
      .poll(() => readLog(shop.erp, webhook.id, 'delivered'), { timeout: patienceMs })
      .toHaveLength(2)
    expect(await site.stop()).toEqual({ code: 0, signal: null })
  })
})

test('a data folder that is a file, or lies below one', async ({ sandbox }) => {
  const file = join(await sandbox.folder(), 'file')
  await writeFile(file, 'mine')
  const ends = await inTurns([file, join(file, 'data')], 2, (folder) =>
    sandbox.run(['serve'], { PORT: '0', FABWIRE_DATA_DIR: folder }),
  )
  for (const end of ends) expect(asLine(end)).toEqual(oneLine(/^fabwire: FABWIRE_DATA_DIR: E[A-Z]+: .*file/))
  expect(await readFile(file, 'utf8')).toBe('mine')
})

onPostgres('a PostgreSQL that is not there or refuses, or no key for it', async ({ sandbox }) => {
  const url = await sandbox.database()
  const changed = (part: 'port' | 'pathname' | 'username', value: string): Variables => {
    const other = new URL(url)
    other[part] = value
    return { DATABASE_URL: other.href }
  }
  const cases: [Variables, RegExp][] = [
    [changed('port', '1'), /^fabwire: DATABASE_URL: the database does not answer \(.*ECONNREFUSED/],
    [changed('pathname', '/nowhere'), /^fabwire: DATABASE_URL: database "nowhere" does not exist$/],
    [changed('username', 'nobody'), /^fabwire: DATABASE_URL: role "nobody" does not exist$/],
    [
      { DATABASE_URL: url, FABWIRE_MASTER_KEY: '' },
      /^fabwire: FABWIRE_MASTER_KEY: expected 32 bytes in base64, because DATABASE_URL is set/,
    ],
  ]
  const ends = await inTurns(cases, 4, ([variables]) =>
    sandbox.run(['serve'], { PORT: '0', FABWIRE_MASTER_KEY: newMasterKey(), ...variables }),
  )
  expect(ends.map(asLine)).toEqual(cases.map(([, pattern]) => oneLine(pattern)))
})
