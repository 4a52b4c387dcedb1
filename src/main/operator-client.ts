import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { shortPath } from '../platform/folder-lock.ts'
import { operatorFolder, readLine, snapshotRequest, socketName } from './operator-socket.ts'
import { snapshotFolder } from './snapshot-folders.ts'

/** A copy of the database that a running server keeps for us. */
export interface ServedSnapshot {
  folder: string
  /** Aborts when the server has ended: the copy goes with it. */
  gone: AbortSignal
  /** Resolves when the server has removed it. */
  release(): Promise<void>
}

/** The server could not make a copy. Its own words, one line. */
export class SnapshotRefusedError extends Error {
  override readonly name = 'SnapshotRefusedError'
}

/** Asks the server that serves this data folder. Undefined when none listens there. */
export async function askForSnapshot(dataDir: string): Promise<ServedSnapshot | undefined> {
  const socket = await open(dataDir)
  if (socket === undefined) return undefined
  const gone = new AbortController()
  const ended = new SnapshotRefusedError('the server ended while the backup was taken; run it again')
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  void closed.then(() => gone.abort(ended))
  socket.on('error', () => {})
  socket.write(`${snapshotRequest}\n`)
  const line = await readLine(socket)
  if (line === undefined) throw ended
  const { snapshot, error } = JSON.parse(line) as { snapshot?: string; error?: string }
  if (snapshot !== undefined)
    return {
      folder: snapshotFolder(dataDir, snapshot),
      gone: gone.signal,
      release: () => {
        socket.end()
        return closed
      },
    }
  socket.destroy()
  throw new SnapshotRefusedError(error ?? 'the server gave no answer')
}

const nobodyThere: readonly string[] = ['ENOENT', 'ENOTDIR', 'ECONNREFUSED']

async function open(dataDir: string): Promise<Socket | undefined> {
  const short = await shortPath(operatorFolder(dataDir)).catch(() => undefined)
  if (short === undefined) return undefined
  try {
    return await new Promise((resolve, reject) => {
      const socket = connect(join(short.path, socketName))
      socket.once('connect', () => resolve(socket))
      socket.once('error', (error: NodeJS.ErrnoException) =>
        nobodyThere.includes(error.code ?? '') ? resolve(undefined) : reject(error),
      )
    })
  } finally {
    await short.close()
  }
}
