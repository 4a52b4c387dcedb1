import { openMigratedDatabase } from '../main/database.ts'
import { environment, readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'

const configured = () => {
  const config = readConfig(environment())
  return { config, log: createLog(config.logLevel, process.stdout) }
}

export async function runServe(): Promise<void> {
  const { config, log } = configured()
  const { serve } = await import('../main/process.ts')
  await serve(config, log)
}

export async function runMigrate(): Promise<void> {
  const { config, log } = configured()
  const database = await openMigratedDatabase(config, log)
  await database.close()
  process.stdout.write('the database is up to date\n')
}
