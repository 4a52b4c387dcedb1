import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openPglite } from '../../src/db/pglite.ts'
import type { Db } from '../../src/db/port.ts'
import { connectPostgres } from '../../src/db/postgres.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import type { Disk } from './disk.ts'
import { Link } from './link.ts'
import { ChaosNode } from './node.ts'
import type { ChaosOptions } from './options.ts'

/** A node with the link between it and the database, where there is one that can break. */
export interface Member {
  node: ChaosNode
  link: Link | undefined
}

/** Real server processes on a real database. */
export interface Deployment {
  members: readonly Member[]
  /** The one that accepts events. */
  front: ChaosNode
  cluster: Cluster | undefined
  /** Processes that write to the disk. */
  writers(): number[]
  /** Starts the database again where something ended it. */
  revive(): Promise<void>
  /** Looks into the database behind the servers' back, when they are stopped. */
  look<T>(work: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const usual = ({ short }: ChaosOptions): Record<string, string> => ({
  PORT: '0',
  LOG_LEVEL: 'warn',
  FABWIRE_RATE_LIMIT: 'off',
  FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8',
  FABWIRE_MASTER_KEY: randomBytes(32).toString('base64'),
  FABWIRE_RETRY_SCHEDULE: short
    ? '50ms,100ms,150ms,200ms,250ms,300ms,350ms'
    : '200ms,400ms,800ms,1s,2s,2s,2s',
  FABWIRE_DELIVERY_TIMEOUT: short ? '800ms' : '1500ms',
})

/** The number of tries of a delivery, by the schedules above. */
export const mostTries = 8

export async function deploy(options: ChaosOptions, disk: Disk): Promise<Deployment> {
  return options.database === 'pglite' ? deployPglite(options, disk) : deployPostgres(options, disk)
}

async function deployPglite(options: ChaosOptions, disk: Disk): Promise<Deployment> {
  const dataDir = join(disk.folder, 'data')
  const node = new ChaosNode('node', disk.logs, { ...usual(options), FABWIRE_DATA_DIR: dataDir })
  await node.start()
  return {
    members: [{ node, link: undefined }],
    front: node,
    cluster: undefined,
    writers: () => (node.pid === undefined ? [] : [node.pid]),
    revive: async () => {},
    async look(work) {
      const db = await openPglite({ folder: join(dataDir, 'database') })
      return work(db).finally(() => db.close())
    },
    close: () => node.kill(),
  }
}

async function startMember(
  name: string,
  role: 'api' | 'worker',
  cluster: Cluster,
  variables: Record<string, string>,
  disk: Disk,
): Promise<Member> {
  const link = await Link.start(cluster.port)
  const url = new URL(cluster.url())
  url.port = String(link.port)
  const dataDir = join(disk.folder, `${name}-data`)
  await mkdir(dataDir)
  const node = new ChaosNode(name, disk.logs, {
    ...variables,
    FABWIRE_ROLE: role,
    DATABASE_URL: url.href,
    FABWIRE_DATA_DIR: dataDir,
  })
  await node.start()
  return { node, link }
}

/** The server's process and those that it has started. */
export function serverProcesses(cluster: Cluster): number[] {
  const file = join(cluster.dataFolder, 'postmaster.pid')
  if (!existsSync(file)) return []
  const [postmaster = ''] = readFileSync(file, 'utf8').split('\n')
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster], { encoding: 'utf8' })
  return [postmaster, ...children.trim().split(/\s+/)].map(Number)
}

/** Whether it runs, if only to recover. */
export async function isRunning(cluster: Cluster): Promise<boolean> {
  const db = connectPostgres({ url: cluster.url(), poolSize: 1 })
  return db
    .one({ text: 'SELECT 1 AS alive', values: [] })
    .then(
      () => true,
      // It says so itself while it recovers.
      (error) => /starting up|recovery|not yet accepting/.test(String((error as Error).cause)),
    )
    .finally(() => db.close())
}

async function deployPostgres(options: ChaosOptions, disk: Disk): Promise<Deployment> {
  const cluster = await startCluster({ durable: true, parentFolder: disk.folder })
  const variables = usual(options)
  const members: Member[] = []
  const parts: ['api' | 'worker', string][] = [
    ['api', 'api'],
    ['worker', 'worker-1'],
    ['worker', 'worker-2'],
  ]
  for (const [role, name] of parts) members.push(await startMember(name, role, cluster, variables, disk))
  return {
    members,
    front: (members[0] as Member).node,
    cluster,
    writers: () => serverProcesses(cluster),
    async revive() {
      if (!(await isRunning(cluster))) await cluster.start()
    },
    async look(work) {
      const db = connectPostgres({ url: cluster.url(), poolSize: 2 })
      return work(db).finally(() => db.close())
    },
    async close() {
      for (const { node } of members) await node.kill()
      for (const { link } of members) link?.close()
      await cluster.remove()
    },
  }
}
