import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPglite } from './pglite.ts'
import { readTemplate } from './template.ts'

describe('a PGlite folder', () => {
  let parent: string
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'fabwire-pglite-'))
  })
  afterEach(() => rm(parent, { recursive: true, force: true }))

  const s = (text: string) => ({ text, values: [] })
  const open = async (folder: string) => {
    const template = await readTemplate()
    return openPglite({ folder, ...(template && { template }) })
  }

  test('is made with its parents, kept, and opened again although a template is given', async () => {
    const folder = join(parent, 'deep', 'er', 'database')
    const first = await open(folder)
    await first.run(s('CREATE TABLE kept AS SELECT 7 AS n'))
    await first.close()
    const second = await open(folder)
    expect(await second.one(s('SELECT n FROM kept'))).toEqual({ n: 7 })
    await second.close()
    expect(await readdir(join(folder, '..'))).toEqual(['database'])
  })

  test('left half made by a killed start is made anew', async () => {
    const folder = join(parent, 'database')
    await (await open(`${folder}.partial`)).close()
    await writeFile(join(`${folder}.partial`, 'global', 'pg_control'), 'cut')
    const db = await open(folder)
    expect(await db.one(s('SELECT 1 AS n'))).toEqual({ n: 1 })
    await db.close()
    expect(await readdir(parent)).toEqual(['database'])
  })

  test('is copied between two transactions while it is used', async () => {
    const db = await open(join(parent, 'database'))
    await db.run(s('CREATE TABLE pairs (n integer)'))
    const pair = () =>
      db.transaction(async (tx) => {
        await tx.run(s('INSERT INTO pairs VALUES (1)'))
        await tx.run(s('INSERT INTO pairs VALUES (1)'))
      })
    const writing = Array.from({ length: 40 }, pair)
    await db.copyTo(join(parent, 'copy'))
    await Promise.all(writing)
    expect(await db.one(s('SELECT count(*) AS n FROM pairs'))).toEqual({ n: 80 })
    await expect(db.copyTo(join(parent, 'copy'))).rejects.toThrow()
    expect(await db.one(s('SELECT count(*) AS n FROM pairs'))).toEqual({ n: 80 })
    await db.close()
    const copy = await openPglite({ folder: join(parent, 'copy') })
    const { n } = await copy.one<{ n: number }>(s('SELECT count(*) AS n FROM pairs'))
    expect(n % 2).toBe(0)
    expect(n).toBeGreaterThan(0)
    await copy.close()
  })

  test('with foreign files in it is refused, and they stay', async () => {
    await writeFile(join(parent, 'mine.txt'), 'precious')
    await expect(open(parent)).rejects.toThrow('not empty')
    expect(await readdir(parent)).toEqual(['mine.txt'])
    expect(existsSync(`${parent}.partial`)).toBe(false)
  })
})
