import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from '../../test/harness/cluster.ts'

/** Of Linux: the unit of the times in /proc. */
const ticksPerSecond = 100

/** Parent and CPU seconds of a process, its threads and the children it has waited for; from /proc/<pid>/stat. */
function readProcess(pid: number): { parent: number; own: number; ended: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name, in brackets, may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const seconds = (...at: number[]) => at.reduce((sum, n) => sum + (fields[n] ?? 0), 0) / ticksPerSecond
    return { parent: fields[1] ?? 0, own: seconds(11, 12), ended: seconds(13, 14) }
  } catch {
    return undefined
  }
}

/** CPU time is read from Linux's /proc; elsewhere what needs it is not measured. */
export const canReadCpu = (): boolean => readProcess(process.pid) !== undefined

/** CPU seconds of a process and its direct children, ended ones included. */
export function treeCpuSeconds(pid: number): number {
  const root = readProcess(pid)
  if (root === undefined) return 0
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((child) => child?.parent === pid)
  return children.reduce((sum, child) => sum + (child?.own ?? 0), root.own + root.ended)
}

/** CPU seconds of a PostgreSQL server: its postmaster and what that started. */
export function serverCpuSeconds(cluster: Cluster): number {
  const [pid] = readFileSync(join(cluster.dataFolder, 'postmaster.pid'), 'latin1').split('\n')
  return treeCpuSeconds(Number(pid))
}

/** CPU seconds of this process, with its threads, and of the database server it uses. */
export function engineCpuSeconds(cluster: Cluster | undefined): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + (cluster ? serverCpuSeconds(cluster) : 0)
}
