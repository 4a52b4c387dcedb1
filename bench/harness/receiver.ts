import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface BenchReceiver {
  url: string
  /** How many requests it has answered. */
  answered(): Promise<number>
  /** When events arrived since the last call: id, nanoseconds of the monotonic clock. Only with `notesArrivals`. */
  arrivals(): Promise<Map<number, bigint>>
  /** Answers what hangs. */
  release(): void
  stop(): void
}

/** Starts the receiver in a process of its own. */
export async function startBenchReceiver({ notesArrivals = false } = {}): Promise<BenchReceiver> {
  const child = fork(join(import.meta.dirname, 'receiver-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...(notesArrivals && { FABWIRE_BENCH_ARRIVALS: 'yes' }) },
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    url: `http://127.0.0.1:${port}`,
    async answered() {
      child.send('how many')
      const [{ answered }] = (await once(child, 'message')) as [{ answered: number }]
      return answered
    },
    async arrivals() {
      child.send('arrivals')
      const [{ arrivals }] = (await once(child, 'message')) as [{ arrivals: [number, string][] }]
      return new Map(arrivals.map(([id, at]) => [id, BigInt(at)]))
    },
    release: () => void child.send('release'),
    stop: () => void child.kill(),
  }
}
