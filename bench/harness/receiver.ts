import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface BenchReceiver {
  url: string
  /** How many requests it has answered. */
  answered(): Promise<number>
  stop(): void
}

/** Starts the receiver in a process of its own. */
export async function startBenchReceiver(): Promise<BenchReceiver> {
  const child = fork(join(import.meta.dirname, 'receiver-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    url: `http://127.0.0.1:${port}`,
    async answered() {
      child.send('how many')
      const [{ answered }] = (await once(child, 'message')) as [{ answered: number }]
      return answered
    },
    stop: () => void child.kill(),
  }
}
