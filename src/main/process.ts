import type { Config } from '../platform/config.ts'
import type { Log } from '../platform/log.ts'
import { type RunningServer, startServer } from './server.ts'

/** Serves until it is told to stop: SIGTERM and SIGINT end it in order, a second signal at once. */
export async function serve(config: Config, log: Log): Promise<RunningServer> {
  const server = await startServer(config, log)
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    server.stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'not stopped in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(`listening on ${server.url}\n`)
  return server
}
