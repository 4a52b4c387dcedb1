import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { patience } from '../../test/harness/patience.ts'
import type { Db } from '../db/port.ts'
import { readConfig } from '../platform/config.ts'
import { silentLog } from '../platform/log.ts'
import { askForSnapshot } from './operator-client.ts'
import { startOperatorSocket } from './operator-socket.ts'

let folder: string
let stop: (() => Promise<void>) | undefined
/** What the database's copying does. */
let copy: (folder: string) => Promise<void>

const writeCopy = async (place: string): Promise<void> => {
  await mkdir(place)
  await writeFile(join(place, 'data'), 'rows')
}

async function start(dataDir = folder): Promise<void> {
  const database = { db: {} as Db, copyTo: (place: string) => copy(place), close: async () => {} }
  stop = await startOperatorSocket({
    database,
    config: readConfig({ FABWIRE_DATA_DIR: dataDir }),
    log: silentLog(),
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fabwire-operator-'))
  await mkdir(join(folder, 'database'))
  copy = writeCopy
})
afterEach(async () => {
  await stop?.()
  stop = undefined
  await rm(folder, { recursive: true, force: true })
})

const socketOf = (dataDir = folder) => join(dataDir, 'operator', 'socket')
const copies = () => readdir(join(folder, 'snapshots'))

const call = (line: string): Promise<string> => {
  const socket = connect(socketOf())
  socket.end(line)
  return text(socket)
}

describe('a snapshot', () => {
  test('stays until it is released, and is gone then', async () => {
    await start()
    const snapshot = await askForSnapshot(folder)
    expect(existsSync(join(snapshot?.folder ?? '', 'data'))).toBe(true)
    await snapshot?.release()
    expect(await copies()).toEqual([])
  })

  test('goes with a client that is killed', async () => {
    await start()
    const socket: Socket = connect(socketOf())
    socket.write('snapshot\n')
    await new Promise((resolve) => socket.once('data', resolve))
    expect(await copies()).toHaveLength(1)
    socket.destroy()
    await vi.waitFor(async () => expect(await copies()).toEqual([]), patience)
  })

  test('goes with the server, and its reader is told', async () => {
    await start()
    const snapshot = await askForSnapshot(folder)
    await stop?.()
    expect(await copies()).toEqual([])
    await vi.waitFor(() => expect(snapshot?.gone.aborted).toBe(true), patience)
    expect(() => snapshot?.gone.throwIfAborted()).toThrow('the server ended while the backup was taken')
    await snapshot?.release()
  })

  test('that cannot be made is refused in the words of the server', async () => {
    copy = async (place) => {
      await writeCopy(place)
      throw new Error('no space left on device')
    }
    await start()
    await expect(askForSnapshot(folder)).rejects.toThrow('no space left on device')
    expect(await copies()).toEqual([])
  })

  test('several at once are each their own', async () => {
    await start()
    const snapshots = await Promise.all([askForSnapshot(folder), askForSnapshot(folder)])
    expect(new Set(snapshots.map((snapshot) => snapshot?.folder)).size).toBe(2)
    await snapshots[0]?.release()
    expect(existsSync(snapshots[1]?.folder ?? '')).toBe(true)
    await snapshots[1]?.release()
  })

  test('left by a killed server is swept by the next start', async () => {
    await writeCopy(join(await makeSnapshots(), 'left'))
    await start()
    expect(existsSync(join(folder, 'snapshots', 'left'))).toBe(false)
  })
})

const makeSnapshots = async (): Promise<string> => {
  await mkdir(join(folder, 'snapshots'))
  return join(folder, 'snapshots')
}

describe('the socket', () => {
  test('stands in a folder that only its owner may enter, whoever made that', async () => {
    await mkdir(join(folder, 'operator'), { mode: 0o777 })
    await start()
    expect((await stat(join(folder, 'operator'))).mode & 0o777).toBe(0o700)
  })

  test.each(['', '\n', 'SNAPSHOT\n', 'snapshot ../..\n', 'GET / HTTP/1.1\r\n\r\n', 'x'.repeat(5_000)])(
    'answers nothing to %o',
    async (line) => {
      await start()
      // A connection that is cut with bytes unread is reset.
      expect(await call(line).catch(() => '')).toBe('')
    },
  )

  test('takes the place of a dead one', async () => {
    await mkdir(join(folder, 'operator'))
    await writeFile(socketOf(), '')
    await start()
    await (await askForSnapshot(folder))?.release()
  })

  test('works where the path of the folder is longer than a socket’s address', async () => {
    const deep = join(folder, 'd'.repeat(90), 'e'.repeat(90))
    await mkdir(join(deep, 'database'), { recursive: true })
    await start(deep)
    const snapshot = await askForSnapshot(deep)
    expect(snapshot?.folder.startsWith(deep)).toBe(true)
    await snapshot?.release()
  })

  test('of nobody: no snapshot', async () => {
    expect(await askForSnapshot(folder)).toBeUndefined()
    await start()
    await stop?.()
    expect(await askForSnapshot(folder)).toBeUndefined()
  })

  test('that cannot be made does not stop the start', async () => {
    await writeFile(join(folder, 'operator'), 'a file where a folder belongs')
    await start()
    expect(await askForSnapshot(folder)).toBeUndefined()
  })

  test('is not there for a database on a server', async () => {
    const database = { db: {} as Db, close: async () => {} }
    const config = readConfig({ FABWIRE_DATA_DIR: folder })
    stop = await startOperatorSocket({ database, config, log: silentLog() })
    expect(existsSync(join(folder, 'operator'))).toBe(false)
  })
})
