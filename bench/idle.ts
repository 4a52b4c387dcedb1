import { setTimeout as pause } from 'node:timers/promises'
import { engineOn } from '../test/harness/engine.ts'
import type { Bench } from './harness/bench.ts'
import { canReadCpu, engineCpuSeconds } from './harness/cpu.ts'
import { onBothDatabases } from './harness/databases.ts'
import { startBenchReceiver } from './harness/receiver.ts'
import { boundRow, method, type Row } from './harness/report.ts'
import { makeWaiting } from './harness/waiting.ts'

const endpoints = 10_000
const seconds = 8
/** For some seconds after work, V8 compiles and collects what the work left: that is not what idling costs. */
const tidyingMs = 10_000

/** CPU of a node that holds the lanes of many endpoints and has nothing to send, with its database server's. */
export const idleBench: Bench = async ({ database }) => {
  if (!canReadCpu()) return []
  const rows: Row[] = []
  const receiver = await startBenchReceiver()
  const urls = Array.from({ length: endpoints }, (_, n) => `${receiver.url}/hook/${n}`)
  method(
    `idle: ${endpoints} endpoints, each of which got one delivery just before, so that its lane is held; ${tidyingMs / 1_000} s later, CPU of engine and database over ${seconds} s, in % of one core`,
  )
  await onBothDatabases(database, async (db, cluster) => {
    await makeWaiting(db, { urls, each: 1, payloadChars: 100 })
    let ended = 0
    const engine = engineOn(db, { onAttempt: () => ended++ })
    await engine.start()
    while (ended < endpoints || engine.load.busy > 0) await pause(10)
    await pause(tidyingMs)
    const before = engineCpuSeconds(cluster)
    await pause(seconds * 1_000)
    const share = ((engineCpuSeconds(cluster) - before) / seconds) * 100
    rows.push(boundRow(`idle-${db.kind}-${endpoints}`, share, '%', 1))
    await engine.stop()
    await engine.outbound.close()
  })
  receiver.stop()
  return rows
}
