import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { shortPath } from '../platform/folder-lock.ts'
import type { Log } from '../platform/log.ts'
import type { OpenDatabase } from './database.ts'
import { makeSnapshot, sweepSnapshots } from './snapshot-folders.ts'

/**
 * How a command of the operator reaches the server that holds the embedded database: a unix socket in the data folder.
 * Its own folder is 0700, so whoever may open it is the user who runs the server (or root), who could read the
 * database's files anyway. It dies with the process.
 *
 * The only request is one line, `snapshot`. The answer is one line of JSON: `{"snapshot": <id>}`, a copy of the
 * database's files that stays until the client ends its side of the connection, or `{"error": …}`. The server ends its
 * own when the copy is gone.
 */
export const operatorFolder = (dataDir: string): string => join(dataDir, 'operator')
export const socketName = 'socket'
export const snapshotRequest = 'snapshot'

/** Longest line; whoever sends more is none of ours. */
const mostChars = 1_000

export interface OperatorSocketOptions {
  database: OpenDatabase
  config: Config
  log: Log
}

/** Serves it, where the database is the embedded one. Resolves with how to stop. */
export async function startOperatorSocket(options: OperatorSocketOptions): Promise<() => Promise<void>> {
  const { database, config, log } = options
  if (database.copyTo === undefined) return async () => {}
  try {
    await sweepSnapshots(config.dataDir)
    return await listen(config.dataDir, (socket) => serve(socket, options))
  } catch (error) {
    // Selling goes on without it.
    log.warn({ err: error }, 'backups cannot be taken while this server runs')
    return async () => {}
  }
}

async function listen(
  dataDir: string,
  onConnection: (socket: Socket) => Promise<void>,
): Promise<() => Promise<void>> {
  const folder = operatorFolder(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  // We hold the data folder's lock: what lies here is a dead process's.
  await rm(join(folder, socketName), { force: true })
  const served = new Map<Socket, Promise<void>>()
  // Half open, so that whoever has said that it is done is told when its copy is gone.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    served.set(
      socket,
      onConnection(socket).finally(() => served.delete(socket)),
    )
  })
  const short = await shortPath(folder)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(join(short.path, socketName), resolve)
    })
  } finally {
    await short.close()
  }
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of served.keys()) socket.destroy()
    await Promise.all([closed, ...served.values()])
    await rm(join(folder, socketName), { force: true })
  }
}

async function serve(socket: Socket, { database, config, log }: OperatorSocketOptions): Promise<void> {
  const done = new Promise<void>((resolve) => {
    socket.once('end', resolve)
    socket.once('close', () => resolve())
  })
  socket.on('error', () => {})
  const answer = (message: object) => socket.writable && socket.write(`${JSON.stringify(message)}\n`)
  if ((await readLine(socket)) !== snapshotRequest) return void socket.destroy()
  const startedAtMs = performance.now()
  try {
    const snapshot = await makeSnapshot(config.dataDir, (folder) => copyOf(database, folder))
    try {
      log.info({ ms: Math.round(performance.now() - startedAtMs) }, 'database copied for a backup')
      answer({ snapshot: snapshot.id })
      await done
    } finally {
      await snapshot.remove()
    }
  } catch (error) {
    log.warn({ err: error }, 'backup refused')
    answer({ error: (error as Error).message })
  }
  socket.end()
}

const copyOf = async (database: OpenDatabase, folder: string): Promise<void> => database.copyTo?.(folder)

/** The first line, the rest is ignored; undefined when the connection ends before it, or when it is too long. */
export function readLine(socket: Socket): Promise<string | undefined> {
  let text = ''
  return new Promise((resolve) => {
    const hear = (chunk: string) => {
      text += chunk
      if (!text.includes('\n') && text.length <= mostChars) return
      socket.off('data', hear)
      // Flowing on, it hears the end of the connection.
      socket.resume()
      resolve(text.includes('\n') ? text.slice(0, text.indexOf('\n')) : undefined)
    }
    socket.setEncoding('utf8').on('data', hear)
    socket.once('end', () => resolve(undefined))
    socket.once('close', () => resolve(undefined))
  })
}
