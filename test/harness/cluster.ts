import { execFile } from 'node:child_process'
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findPostgresBin } from '../../tools/test/needs.ts'

const run = promisify(execFile)
const prefix = 'fabwire-postgres-'

export interface ClusterOptions {
  /** Keeps fsync and synchronous commits on, as a real server has them. Off by default: tests want speed. */
  durable?: boolean
  /** More lines for postgresql.conf. */
  settings?: Readonly<Record<string, string | number>>
  /** Where its files lie; the system's temporary folder when absent. */
  parentFolder?: string
}

/** A throw-away PostgreSQL server on loopback; it outlives neither `remove` nor, for long, the process that started it. */
export interface Cluster {
  /** Stays the same over a restart. */
  readonly port: number
  readonly dataFolder: string
  url(database?: string): string
  /** Orderly stop: connections are closed, nothing is lost. */
  stop(): Promise<void>
  /** Stops without a checkpoint, as after a power cut of the server process; `start` then recovers. */
  crash(): Promise<void>
  start(): Promise<void>
  restart(): Promise<void>
  /** Stops it and deletes its data. */
  remove(): Promise<void>
}

/** PostgreSQL refuses to run as root: Debian's package brings the user it runs as. */
const serverUser = 'postgres'
const asServerUser = process.getuid?.() === 0

async function command(folder: string, program: string, args: readonly string[]): Promise<string> {
  const [file, ...rest] = asServerUser
    ? ['runuser', '-u', serverUser, '--', program, ...args]
    : [program, ...args]
  // The server inherits a folder it may enter; its log goes to a file, so nothing holds our pipes open.
  const { stdout } = await run(file as string, rest, {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  return stdout
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** The folder's name tells who started the cluster, so that a later run can clear away what a killed one left. */
async function makeFolder(parent: string): Promise<string> {
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`))
  if (asServerUser) {
    const { stdout } = await run('id', ['-u', serverUser])
    chownSync(folder, Number(stdout), -1)
  }
  return folder
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Temporary folders named `<prefix><pid>-…` of processes that are gone. */
export function abandonedFolders(prefix: string): string[] {
  return readdirSync(tmpdir())
    .filter((name) => {
      const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
      return pid > 0 && !isAlive(pid)
    })
    .map((name) => join(tmpdir(), name))
}

/** Stops and deletes clusters whose starter is gone. */
export async function removeAbandonedClusters(): Promise<void> {
  const bin = findPostgresBin()
  if (bin === undefined) return
  for (const folder of abandonedFolders(prefix)) {
    // Fails where the server is down already.
    await command(folder, join(bin, 'pg_ctl'), [
      ...['-D', join(folder, 'data'), '-m', 'immediate', 'stop'],
    ]).catch(() => {})
    rmSync(folder, { recursive: true, force: true })
  }
}

const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** Makes and starts a cluster. Its superuser is `postgres`; anyone on this machine may connect, from loopback only. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const bin = findPostgresBin()
  if (bin === undefined) throw new Error('PostgreSQL is not installed: `npm test` says how to get it')
  const folder = await makeFolder(options.parentFolder ?? tmpdir())
  const dataFolder = join(folder, 'data')
  const port = await freePort()
  const pgCtl = (...args: string[]) =>
    command(folder, join(bin, 'pg_ctl'), ['-D', dataFolder, '-w', '-s', ...args])

  await command(folder, join(bin, 'initdb'), [
    ...['-D', dataFolder, '-U', serverUser, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
  ])
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    max_connections: 200,
    ...(options.durable !== true && fast),
    ...options.settings,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  appendFileSync(join(dataFolder, 'postgresql.conf'), lines.join(''))

  const cluster: Cluster = {
    port,
    dataFolder,
    url: (database = 'postgres') => `postgres://${serverUser}@127.0.0.1:${port}/${database}`,
    stop: async () => void (await pgCtl('-m', 'fast', 'stop')),
    crash: async () => void (await pgCtl('-m', 'immediate', 'stop')),
    start: async () => void (await pgCtl('-l', join(folder, 'server.log'), 'start')),
    restart: async () => {
      await cluster.stop()
      await cluster.start()
    },
    remove: async () => {
      if (existsSync(join(dataFolder, 'postmaster.pid'))) await cluster.crash().catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await cluster.start().catch(async (error) => {
    await cluster.remove()
    throw error
  })
  return cluster
}
