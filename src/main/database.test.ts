import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../platform/config.ts'
import { FolderLockedError } from '../platform/folder-lock.ts'
import { silentLog } from '../platform/log.ts'
import { openDatabase, openMigratedDatabase } from './database.ts'

const log = silentLog()
const count = {
  text: "SELECT count(*)::int AS n FROM information_schema.tables WHERE table_name = 'users'",
  values: [],
}

describe('the embedded database', () => {
  let folder: string
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'fabwire-database-')), 'data')
    onTestFinished(() => rm(join(folder, '..'), { recursive: true }))
  })
  const config = () => readConfig({ FABWIRE_DATA_DIR: folder })

  test('makes its folder, for its owner only, and keeps what was written', async () => {
    const first = await openMigratedDatabase(config(), log)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    await first.db.run({ text: "INSERT INTO deployment (key, value) VALUES ('a', 'b')", values: [] })
    await first.close()
    const second = await openMigratedDatabase(config(), log)
    expect(await second.db.one({ text: 'SELECT value FROM deployment', values: [] })).toEqual({ value: 'b' })
    await second.close()
  })

  test('lives in a subfolder, so that what else lies there is left alone', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'notes.txt'), 'mine')
    const { close } = await openMigratedDatabase(config(), log)
    await close()
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['database', 'notes.txt']))
  })

  test('belongs to one process at a time', async () => {
    const first = await openDatabase(config(), log)
    await expect(openDatabase(config(), log)).rejects.toBeInstanceOf(FolderLockedError)
    await first.close()
    const second = await openDatabase(config(), log)
    await second.close()
  })

  test('is migrated only when that is asked for', async () => {
    const bare = await openDatabase(config(), log)
    await bare.close()
    const migrated = await openMigratedDatabase(config(), log)
    expect(await migrated.db.one(count)).toEqual({ n: 1 })
    await migrated.close()
  })

  test('gives its folder free when it cannot be opened', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'database'), 'a file where a folder belongs')
    await expect(openDatabase(config(), log)).rejects.toThrow()
    await rm(join(folder, 'database'))
    const opened = await openDatabase(config(), log)
    await opened.close()
  })
})
