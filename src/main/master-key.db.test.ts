import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openTestDb } from '../../test/harness/database.ts'
import { claimFact, readFact, replaceFact } from '../db/deployment-store.ts'
import type { Db } from '../db/port.ts'
import { ConfigError, readConfig } from '../platform/config.ts'
import { MasterKey } from '../platform/crypto.ts'
import { keyFile, masterKeyFact, nextKeyFile, openMasterKey, writeKeyFile } from './master-key.ts'

const key = (fill: number) => Buffer.alloc(32, fill)

let db: Db
let folder: string

beforeEach(async () => {
  db = await openTestDb()
  folder = await mkdtemp(join(tmpdir(), 'fabwire-key-'))
  onTestFinished(async () => {
    await db.close()
    await rm(folder, { recursive: true })
  })
})

const openKey = (environment = {}) =>
  openMasterKey(readConfig({ FABWIRE_DATA_DIR: folder, ...environment }), db)
const given = (bytes: Buffer) => openKey({ FABWIRE_MASTER_KEY: bytes.toString('base64') })

describe('without a setting, beside the embedded database', () => {
  test('is made once, for its owner’s eyes only, and is the same at the next start', async () => {
    const first = await openKey()
    expect(await readFile(keyFile(folder), 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/)
    expect((await stat(keyFile(folder))).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['master.key'])
    expect((await openKey()).fingerprint).toBe(first.fingerprint)
    expect(await readFact(db, masterKeyFact)).toBe(first.fingerprint)
  })

  test('another deployment gets another', async () => {
    const first = await openKey()
    await rm(keyFile(folder))
    await db.run({ text: 'DELETE FROM deployment', values: [] })
    expect((await openKey()).fingerprint).not.toBe(first.fingerprint)
  })

  test('a lost file stops the start: the database’s secrets need that very key', async () => {
    await openKey()
    await rm(keyFile(folder))
    await expect(openKey()).rejects.toThrow(
      /^FABWIRE_MASTER_KEY: expected the key of this database \(.*missing\)/,
    )
    expect(await readdir(folder)).toEqual([])
  })

  test('a damaged file stops the start, and its content stays out of the message', async () => {
    await writeFile(keyFile(folder), 'swordfish')
    const error = await openKey().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).not.toContain('swordfish')
  })

  test('a file that cannot be read is no reason to make another', async () => {
    await openKey()
    await rm(keyFile(folder))
    await db.run({ text: 'DELETE FROM deployment', values: [] })
    // A folder in its place: unreadable as a file for root too.
    await mkdir(keyFile(folder))
    await expect(openKey()).rejects.toThrow('EISDIR')
  })
})

describe('as a setting', () => {
  test('is used and its fingerprint kept', async () => {
    expect((await given(key(1))).fingerprint).toBe(new MasterKey(key(1)).fingerprint)
    expect((await given(key(1))).fingerprint).toBe(await readFact(db, masterKeyFact))
    expect(await readdir(folder)).toEqual([])
  })

  test('another than the database’s stops the start, with both fingerprints and neither key', async () => {
    await given(key(1))
    const error = String(await given(key(2)).catch((caught: unknown) => caught))
    expect(error).toContain(new MasterKey(key(1)).fingerprint)
    expect(error).toContain(new MasterKey(key(2)).fingerprint)
    for (const fill of [1, 2]) expect(error).not.toContain(key(fill).toString('base64'))
    expect(await readFact(db, masterKeyFact)).toBe(new MasterKey(key(1)).fingerprint)
  })

  test('wins over the file, if it is the database’s', async () => {
    const made = await openKey()
    const bytes = Buffer.from(await readFile(keyFile(folder), 'utf8'), 'base64')
    expect((await given(bytes)).fingerprint).toBe(made.fingerprint)
  })

  test('is needed with DATABASE_URL', async () => {
    await expect(openKey({ DATABASE_URL: 'postgres://db/fabwire' })).rejects.toThrow(
      'FABWIRE_MASTER_KEY: expected 32 bytes in base64, because DATABASE_URL is set, got ""',
    )
    expect(await readdir(folder)).toEqual([])
  })

  test('two nodes that start at once agree on one', async () => {
    const outcomes = await Promise.allSettled([1, 2, 1, 2].map((fill) => given(key(fill))))
    const winner = await readFact(db, masterKeyFact)
    const fingerprints = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value.fingerprint] : [],
    )
    expect(fingerprints).toEqual([winner, winner])
  })
})

describe('a rotation that stopped halfway', () => {
  const write = (path: string, bytes: Buffer) => writeKeyFile(path, bytes)

  test('before the database changed: the old key stays', async () => {
    await write(keyFile(folder), key(1))
    await write(nextKeyFile(folder), key(2))
    await claimFact(db, masterKeyFact, new MasterKey(key(1)).fingerprint)
    expect((await openKey()).fingerprint).toBe(new MasterKey(key(1)).fingerprint)
    expect(await readdir(folder)).toEqual(['master.key'])
  })

  test('after it: the new key takes its place', async () => {
    await write(keyFile(folder), key(1))
    await write(nextKeyFile(folder), key(2))
    await claimFact(db, masterKeyFact, new MasterKey(key(1)).fingerprint)
    await replaceFact(db, masterKeyFact, new MasterKey(key(2)).fingerprint)
    expect((await openKey()).fingerprint).toBe(new MasterKey(key(2)).fingerprint)
    expect(await readdir(folder)).toEqual(['master.key'])
    expect((await openKey()).fingerprint).toBe(new MasterKey(key(2)).fingerprint)
  })
})

test('a key file is never overwritten, and leaves nothing else behind', async () => {
  const path = join(folder, 'some.key')
  await writeKeyFile(path, key(1))
  await expect(writeKeyFile(path, randomBytes(32))).rejects.toThrow('EEXIST')
  expect(await readFile(path, 'utf8')).toBe(`${key(1).toString('base64')}\n`)
  expect(await readdir(folder)).toEqual(['some.key'])
})
