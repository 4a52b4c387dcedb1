import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import packageJson from '../../package.json' with { type: 'json' }
import { type Cluster, startCluster } from '../../test/harness/cluster.ts'

export type DatabaseKind = 'postgres' | 'pglite'

export interface BenchServer {
  kind: DatabaseKind
  url: string
  pid: number
  /** Under a server on PostgreSQL. */
  cluster: Cluster | undefined
  stop(): Promise<void>
}

async function listening(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no output')
  for await (const line of createInterface(child.stdout)) {
    const url = /^listening on (\S+)$/.exec(line)?.[1]
    if (url !== undefined) {
      // Nobody reads on; a full pipe would stop the server.
      child.stdout.resume()
      return url
    }
  }
  throw new Error('the server ended before it listened')
}

const root = join(import.meta.dirname, '../..')
/** What `npm start` gives to Node. */
const [, ...startArgs] = packageJson.scripts.start.split(' ')

/** A real server process on a durable throw-away PostgreSQL server, or on the embedded database. */
export async function startBenchServer(kind: DatabaseKind): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-bench-'))
  const cluster = kind === 'postgres' ? await startCluster({ durable: true }) : undefined
  // For profiles: FABWIRE_BENCH_NODE_ARGS='--cpu-prof --cpu-prof-dir=/tmp/profiles'.
  const nodeArgs = process.env.FABWIRE_BENCH_NODE_ARGS?.split(' ') ?? []
  const child = spawn(process.execPath, [...nodeArgs, ...startArgs], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'warn',
      FABWIRE_DATA_DIR: folder,
      FABWIRE_RATE_LIMIT: 'off',
      FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8',
      ...(cluster && {
        DATABASE_URL: cluster.url(),
        FABWIRE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      }),
    },
  })
  return {
    kind,
    url: await listening(child),
    pid: child.pid as number,
    cluster,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await cluster?.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
