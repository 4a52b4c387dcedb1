import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { ChaosNode } from '../test/chaos/node.ts'
import { Api, cookieOf, expectStatus } from '../test/e2e/harness/http.ts'
import { startCluster } from '../test/harness/cluster.ts'
import type { Bench } from './harness/bench.ts'
import { boundRow, method } from './harness/report.ts'

const revocations = 200
const goalMs = 250

/** Ms from the answer that revokes a token on one node to the first refusal by another, which had it in its cache. */
async function revokeOnce(here: Api, there: Pool): Promise<number> {
  const token = expectStatus(await here.post('/tokens', { name: 'bench' }), 201)
  const headers = { authorization: `Bearer ${token.secret}` }
  const status = async (): Promise<number> => {
    const { statusCode, body } = await there.request({ method: 'GET', path: '/api/token', headers })
    await body.dump()
    return statusCode
  }
  if ((await status()) !== 200 || (await status()) !== 200) throw new Error('the token is not taken')
  expectStatus(await here.delete(`/tokens/${token.id}`), 204)
  const revokedMs = performance.now()
  while ((await status()) === 200);
  return performance.now() - revokedMs
}

/** How long a revoked token is still taken by another node: two processes on one PostgreSQL. */
export const revocationBench: Bench = async ({ database }) => {
  if (database === 'pglite') return []
  method(
    `revocation: ${revocations} tokens, each revoked on one node and asked for on another without a pause; from the answer to the first 401`,
  )
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-bench-'))
  const cluster = await startCluster({ durable: true })
  const nodes = ['here', 'there'].map(
    (name) =>
      new ChaosNode(name, folder, {
        PORT: '0',
        LOG_LEVEL: 'warn',
        FABWIRE_RATE_LIMIT: 'off',
        FABWIRE_DATA_DIR: folder,
        DATABASE_URL: cluster.url(),
        FABWIRE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      }),
  )
  try {
    for (const node of nodes) await node.start()
    const [here = '', there = ''] = nodes.map(({ url }) => url)
    const person = { email: 'o@example.com', password: 'bench-password', name: 'Owner' }
    const api = new Api(() => here)
    const signedUp = await api.post('/auth/sign-up', { ...person, workspace: { name: 'Bench' } })
    expectStatus(signedUp, 201)
    const owner = api.as(cookieOf(signedUp))
    const pool = new Pool(there, { connections: 1 })
    const times: number[] = []
    while (times.length < revocations) times.push(await revokeOnce(owner, pool))
    await pool.close()
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.ceil(times.length * share) - 1] as number
    return [
      boundRow('revocation-other-node-p50', at(0.5), 'ms', goalMs),
      boundRow('revocation-other-node-p99', at(0.99), 'ms', goalMs),
    ]
  } finally {
    for (const node of nodes) await node.stop()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}
