import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Config } from '../../platform/config.ts'
import { type S3Server, startS3Server } from '../../platform/storage/testing/s3-server.ts'
import { filesFolder, openStorage } from '../storage.ts'
import { backup, type Manifest, restore } from './index.ts'
import { Folders, furnish, inDatabase } from './testing/deployment.ts'

const folders = new Folders()
const now = new Date('2026-05-15T10:20:30.000Z')
const signal = new AbortController().signal

let config: Config
let keys: string[]
beforeAll(async () => {
  config = await folders.config()
  keys = await furnish(config, ['first', 'second', 'third'])
})
afterAll(() => folders.remove())

const target = async (name = 'shop') => join(await folders.make(), name)
const backUp = async (of: Config = config, path?: string) => {
  const place = path ?? (await target())
  return { place, ...(await backup(of, { target: place, withKey: true, now, signal })) }
}
const pathOf = (key: string) => join(filesFolder(config.dataDir), `${key}.file`)

describe('a backup', () => {
  test('says what it is and what is in it', async () => {
    const { place, header, manifest } = await backUp()
    expect(JSON.parse(await readFile(join(place, 'backup.json'), 'utf8'))).toEqual(header)
    expect(header).toMatchObject({
      format: 'fabwire-backup',
      version: 1,
      made_at: now.toISOString(),
      database: 'pglite',
      master_key: { fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), included: true },
    })
    expect(header.migrations[0]).toMatchObject({ version: 1, name: 'start' })
    const rows = Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]))
    expect(rows).toMatchObject({ events: 40, users: 1, files: 3, deployment: 1, sessions: 0 })
    expect(Object.keys(rows)).not.toEqual(expect.arrayContaining(['lanes']))
    expect(Object.keys(rows)).not.toEqual(expect.arrayContaining(['engine_nodes', 'schema_migrations']))
    expect(manifest.sequences).toContainEqual({ name: 'events_id_seq', last_value: 40, is_called: true })
    expect(manifest.files).toEqual({ count: 3, bytes: 16, missing: [], damaged: [] })
    expect(await readFile(join(place, 'master.key'), 'utf8')).toBe(
      await readFile(join(config.dataDir, 'master.key'), 'utf8'),
    )
    expect(await readFile(join(place, `files/${keys[0]}.file`), 'utf8')).toBe('first')
  })

  test('leaves the data folder as it was', async () => {
    const list = () => readdir(config.dataDir)
    const before = await list()
    await backUp()
    expect((await list()).filter((name) => !['snapshots', ...before].includes(name))).toEqual([])
    expect(await readdir(join(config.dataDir, 'snapshots'))).toEqual([])
  })

  test('tells of files that are gone or other than they should be, and keeps the others', async () => {
    const [gone, changed, good] = keys.map(pathOf) as [string, string, string]
    await rename(gone, `${gone}.away`)
    await writeFile(changed, 'other')
    try {
      const { place, manifest } = await backUp()
      expect(manifest.files).toEqual({ count: 2, bytes: 10, missing: [keys[0]], damaged: [keys[1]] })
      expect(existsSync(join(place, `files/${keys[2]}.file`)) && existsSync(good)).toBe(true)
      const restored = await folders.config()
      const report = await restore(restored, { ...options(place) })
      expect(report.manifest.files.missing).toEqual([keys[0]])
    } finally {
      await rename(`${gone}.away`, gone)
      await writeFile(changed, 'second')
    }
  })

  test('without the key that the database was made with: refused, and nothing is left', async () => {
    const place = await target('shop.tar.gz')
    const key = join(config.dataDir, 'master.key')
    await rename(key, `${key}.away`)
    try {
      await expect(backUp(config, place)).rejects.toThrow(
        /^the master key with fingerprint \w{16} is neither FABWIRE_MASTER_KEY nor in .*--without-key leaves it out$/,
      )
      expect(await readdir(join(place, '..'))).toEqual([])
      await backup(config, { target: place, withKey: false, now, signal })
      expect(execFileSync('tar', ['tzf', place], { encoding: 'utf8' })).not.toContain('master.key')
    } finally {
      await rename(`${key}.away`, key)
    }
  })

  test('interrupted: nothing is left', async () => {
    const place = await target('shop.tar.gz')
    const interrupted = AbortSignal.abort(new Error('interrupted'))
    await expect(backup(config, { target: place, withKey: true, now, signal: interrupted })).rejects.toThrow(
      'interrupted',
    )
    expect(await readdir(join(place, '..'))).toEqual([])
    expect(await readdir(join(config.dataDir, 'snapshots'))).toEqual([])
  })

  test('of a folder without a database: refused, and none is made', async () => {
    const empty = await folders.config()
    await expect(backUp(empty)).rejects.toThrow(/^there is no database in /)
    expect(existsSync(empty.dataDir)).toBe(false)
  })
})

const options = (source: string) => ({ source, keepFiles: false, eventIdGap: 0, now, signal })

const contents = async (of: Config): Promise<Manifest> => (await backUp(of)).manifest

describe('a restore', () => {
  let place: string
  let original: Manifest
  beforeAll(async () => {
    place = await target('shop.tar.gz')
    original = (await backUp(config, place)).manifest
  })

  test('gives back every row, file, sequence and the key', async () => {
    const restored = await folders.config()
    const { key, lastEventId } = await restore(restored, options(place))
    expect(key.place).toBe(join(restored.dataDir, 'master.key'))
    expect(lastEventId).toBe(40)
    expect(await contents(restored)).toEqual(original)
    expect(await readdir(restored.dataDir)).not.toContain('database.restoring')
    expect(await readFile(join(filesFolder(restored.dataDir), `${keys[2]}.file`), 'utf8')).toBe('third')
    expect(await inDatabase(restored, (db) => db.rows({ text: 'SELECT * FROM lanes', values: [] }))).toEqual(
      [],
    )
  })

  test('leaves out event ids that were given later', async () => {
    const restored = await folders.config()
    expect((await restore(restored, { ...options(place), eventIdGap: 60 })).lastEventId).toBe(100)
    const next = { text: `SELECT nextval('events_id_seq') AS id`, values: [] }
    expect(await inDatabase(restored, (db) => db.one(next))).toEqual({ id: 101 })
  })

  test('interrupted: the folder is as empty as before, and it can be done again', async () => {
    const restored = await folders.config()
    const interruption = new AbortController()
    const cut = restore(restored, {
      ...options(place),
      signal: interruption.signal,
      onExamined: () => interruption.abort(new Error('interrupted')),
    })
    await expect(cut).rejects.toThrow('interrupted')
    expect(existsSync(join(restored.dataDir, 'database'))).toBe(false)
    expect(existsSync(join(restored.dataDir, 'master.key'))).toBe(false)
    await restore(restored, options(place))
    expect(await contents(restored)).toEqual(original)
  })

  test('what a killed restore left is in nobody’s way', async () => {
    const restored = await folders.config()
    await inDatabase(restored, async () => {})
    await rename(join(restored.dataDir, 'database'), join(restored.dataDir, 'database.restoring'))
    await restore(restored, options(place))
    expect(await contents(restored)).toEqual(original)
  })

  describe('refuses, with nothing changed:', () => {
    const refused = async (restored: Config, message: RegExp | string, source = place) => {
      const before = await readdir(restored.dataDir).catch(() => [])
      await expect(restore(restored, options(source))).rejects.toThrow(message)
      const after = await readdir(restored.dataDir).catch(() => [])
      expect(after.filter((name) => !['files', ...before].includes(name))).toEqual([])
    }

    test('a filled database', async () => {
      const filled = await folders.config()
      await furnish(filled, [])
      await rm(join(filled.dataDir, 'master.key'))
      await refused(filled, /^the database is not empty: table \w+ has rows$/)
    })

    test('a filled file storage, unless it is told to keep what is there', async () => {
      const filled = await folders.config()
      const storage = await openStorage(filled, { alone: true })
      await storage.put('mine/a', (async function* () {})(), { maxBytes: 1 })
      await refused(filled, /^the file storage is not empty \(it has mine\/a\); --keep-files /)
      await restore(filled, { ...options(place), keepFiles: true })
      expect(existsSync(join(filesFolder(filled.dataDir), 'mine', 'a.file'))).toBe(true)
    })

    test('another key in the data folder', async () => {
      const other = await folders.config()
      await furnish(other, [])
      await rm(join(other.dataDir, 'database'), { recursive: true })
      await refused(other, /master\.key is not the backup's key, .*: move it to a safe place first$/)
    })

    test('another key in FABWIRE_MASTER_KEY', async () => {
      const other = await folders.config({ FABWIRE_MASTER_KEY: Buffer.alloc(32, 9).toString('base64') })
      await refused(other, /^FABWIRE_MASTER_KEY is not the backup's key/)
    })

    test('no key anywhere', async () => {
      const bare = await target()
      await backup(config, { target: bare, withKey: false, now, signal })
      await refused(await folders.config(), /^the backup holds no master key: set FABWIRE_MASTER_KEY/, bare)
    })

    test('a folder that somebody uses', async () => {
      const used = await folders.config()
      await inDatabase(used, async () => refused(used, /is in use by another process/))
    })

    describe('a backup', () => {
      let whole: string
      beforeAll(async () => {
        whole = (await backUp()).place
      })

      /** Changes a file of an unpacked backup, checksums included, as no accident could. */
      async function forged(path: string, change: (text: string) => string): Promise<string> {
        const folder = await target()
        await cp(whole, folder, { recursive: true })
        const file = join(folder, path)
        const changed = change(await readFile(file, 'utf8'))
        await writeFile(file, changed)
        const sums = join(folder, 'SHA256SUMS')
        const sum = (name: string) => execFileSync('sha256sum', [name], { cwd: folder, encoding: 'utf8' })
        const lines = (await readFile(sums, 'utf8')).split('\n')
        const fresh = lines.map((line) => (line.endsWith(`  ${path}`) ? sum(path).trimEnd() : line))
        await writeFile(sums, fresh.join('\n'))
        await writeFile(join(folder, 'SHA256SUMS.sha256'), sum('SHA256SUMS'))
        return folder
      }

      test.each<[string, string, (text: string) => string, RegExp]>([
        [
          'of a newer program',
          'backup.json',
          (text) =>
            text.replace(
              /("migrations": \[[^\]]*\})/,
              `$1, {"version": 999, "name": "later", "checksum": "${'0'.repeat(64)}"}`,
            ),
          /^the backup was made by a newer Fabwire: it has migration 999 \(later\), this program knows \d+$/,
        ],
        [
          'of another program',
          'backup.json',
          (text) => text.replace(/"checksum": "\w+"/, `"checksum": "${'0'.repeat(64)}"`),
          /^the backup was made by another Fabwire: its migration 1 \(start\) is not this program's$/,
        ],
        [
          'of a later format',
          'backup.json',
          (text) => text.replace('"version": 1,', '"version": 2,'),
          /^the backup has format 2; this program reads format 1$/,
        ],
        [
          'that is none of ours',
          'backup.json',
          (text) => text.replace('fabwire-backup', 'cat-pictures'),
          /^backup\.json in the backup: format: /,
        ],
        ['that is no JSON', 'backup.json', () => '{', /^backup\.json in the backup is no JSON$/],
        [
          'with fewer rows than it says',
          'manifest.json',
          (text) => text.replace('"rows": 40', '"rows": 41'),
          /^the backup is damaged: table events has other rows than its manifest says$/,
        ],
        [
          'with more files than it says',
          'manifest.json',
          (text) => text.replace('"count": 3', '"count": 2'),
          /^the backup is damaged: it holds other files than its manifest says$/,
        ],
        [
          'with columns that its version does not have',
          'manifest.json',
          (text) => text.replace('"type": "bigint"', '"type": "bigint); DROP TABLE users; --"'),
          /^table \w+ has other columns in this version's schema$/,
        ],
        [
          'with another key than that of its secrets',
          'master.key',
          () => `${Buffer.alloc(32, 1).toString('base64')}\n`,
          /^the master key in the backup is not the one that its secrets are encrypted with$/,
        ],
      ])('%s', async (_, path, change, message) => {
        await refused(await folders.config(), message, await forged(path, change))
      })

      test('that is no archive of ours', async () => {
        const folder = await target('folder')
        await refused(await folders.config(), /does not exist$/, folder)
        const data = await folders.config()
        await refused(data, /^the backup is damaged: \S+SHA256SUMS is missing$/, config.dataDir)
      })
    })
  })
})

describe('with files in S3', () => {
  let server: S3Server
  beforeAll(async () => {
    server = await startS3Server()
  })
  afterAll(() => server.close())

  const inS3 = () => {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = server.options
    return folders.config({
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_REGION: region,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    })
  }

  test('from a folder into a bucket, and from the bucket into a folder', async () => {
    const { place, manifest } = await backUp()
    const bucket = await inS3()
    await restore(bucket, options(place))
    expect(existsSync(filesFolder(bucket.dataDir))).toBe(false)
    const second = await backUp(bucket)
    expect(second.manifest).toEqual(manifest)
    const back = await folders.config()
    await restore(back, options(second.place))
    expect(await contents(back)).toEqual(manifest)
    await expect(restore(await inS3(), options(place))).rejects.toThrow('the file storage is not empty')
  })

  test('a bucket that refuses ends the restore, with an empty folder', async () => {
    const { place } = await backUp()
    for (const key of keys) await (await openStorage(await inS3(), { alone: false })).delete(key)
    server.refuse = (method) => (method === 'PUT' ? 403 : undefined)
    const refused = await inS3()
    await expect(restore(refused, options(place))).rejects.toThrow('the file storage is unavailable')
    expect(existsSync(join(refused.dataDir, 'database'))).toBe(false)
  })
})

test('a target that cannot be written', async () => {
  const folder = await folders.make()
  await writeFile(join(folder, 'file'), '')
  await expect(backUp(config, join(folder, 'file', 'shop.tar.gz'))).rejects.toThrow(/ENOTDIR/)
})
