import { openMigratedDatabase } from '../main/database.ts'
import { serve } from '../main/process.ts'
import { environment, readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { adminCommands } from './admin.ts'
import { adminAccountCommands } from './admin-accounts.ts'
import { backupCommands } from './backup.ts'
import type { Command } from './command.ts'
import { runDemo } from './demo/index.ts'

const configured = () => {
  const config = readConfig(environment())
  return { config, log: createLog(config.logLevel, process.stdout) }
}

/** Every command by its name. */
export const commands: Readonly<Record<string, Command>> = {
  serve: {
    takes: '',
    summary: 'serve the API and the pages',
    async run() {
      const { config, log } = configured()
      await serve(config, log)
    },
  },
  migrate: {
    takes: '',
    summary: 'bring the database to this version and end',
    async run() {
      const { config, log } = configured()
      const database = await openMigratedDatabase(config, log)
      await database.close()
      process.stdout.write('the database is up to date\n')
    },
  },
  demo: {
    takes: '[--once] [--big]',
    summary:
      'show the main job on a database of its own; with --once end with 0 when every delivery was verified; with --big after a year of history',
    run: runDemo,
  },
  ...backupCommands,
  ...adminCommands,
  ...adminAccountCommands,
}

export const usage = (): string =>
  [
    'usage: fabwire <command>',
    ...Object.entries(commands).map(([name, { takes, summary }]) => `\n  ${name} ${takes}\n      ${summary}`),
  ].join('\n')
