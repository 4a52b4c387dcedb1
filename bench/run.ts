import { parseArgs } from 'node:util'
import { backlogBench } from './backlog.ts'
import { databaseBench } from './database.ts'
import { drainBench } from './drain.ts'
import { fairnessBench } from './fairness.ts'
import type { Bench } from './harness/bench.ts'
import { report } from './harness/report.ts'
import { idleBench } from './idle.ts'
import { latencyBench } from './latency.ts'
import { publishBench } from './publish.ts'
import { recordsBench } from './records.ts'
import { revocationBench } from './revocation.ts'
import { tokensBench } from './tokens.ts'
import { workersBench } from './workers.ts'

const benches: Readonly<Record<string, Bench>> = {
  drain: drainBench,
  publish: publishBench,
  latency: latencyBench,
  database: databaseBench,
  backlog: backlogBench,
  fairness: fairnessBench,
  idle: idleBench,
  revocation: revocationBench,
  workers: workersBench,
  tokens: tokensBench,
  records: recordsBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    database: { type: 'string' },
    scale: { type: 'string', default: '0.2' },
  },
})
const names = positionals.length > 0 ? positionals : Object.keys(benches)
for (const name of names) {
  const bench = benches[name]
  if (bench === undefined) {
    process.stderr.write(
      `usage: npm run bench -- [${Object.keys(benches).join('|')}] [--json] [--database postgres|pglite] [--scale 0.2]\n`,
    )
    process.exit(2)
  }
  report(await bench({ database: values.database, scale: Number(values.scale) }), values.json)
}
