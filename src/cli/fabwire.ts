import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import { explainStart } from '../main/process.ts'
import { UsageError } from './command.ts'
import { commands, usage } from './commands.ts'

/** `fabwire <command> [arguments]`. Wrong use ends with 2, a failure with 1. */
async function main(args: readonly string[]): Promise<void> {
  const known = Object.keys(commands).sort((a, b) => b.length - a.length)
  const words = args.join(' ')
  const name = known.find((command) => words === command || words.startsWith(`${command} `))
  if (name === undefined) {
    process.stderr.write(`${usage()}\n`)
    process.exitCode = args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '') ? 0 : 2
    return
  }
  await commands[name]?.run(args.slice(name.split(' ').length))
}

/** What went wrong in one line, where that is all there is to say. */
function explain(error: unknown): string | undefined {
  if (error instanceof UsageError || error instanceof Problem) return error.message
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  // What parseArgs says of an option it does not know.
  if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) return (error as Error).message
  return explainStart(error)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const line = explain(error)
  process.stderr.write(line === undefined ? `${(error as Error)?.stack ?? error}\n` : `fabwire: ${line}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
})
