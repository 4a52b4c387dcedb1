import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import { UsageError } from './command.ts'
import { commands, usage } from './commands.ts'

/** `fabwire <command> [arguments]`. Wrong use ends with 2, a failure with 1. */
async function main(args: readonly string[]): Promise<void> {
  const known = Object.keys(commands).sort((a, b) => b.length - a.length)
  const words = args.join(' ')
  const name = known.find((command) => words === command || words.startsWith(`${command} `))
  const asksForHelp =
    args.length === 0 || args[0] === 'help' || args.some((word) => helpOptions.includes(word))
  if (name === undefined || asksForHelp) {
    const stream = asksForHelp ? process.stdout : process.stderr
    stream.write(`${usage()}\n`)
    process.exitCode = asksForHelp ? 0 : 2
    return
  }
  const rest = args.slice(name.split(' ').length)
  // Taken silently, `serve --port 80` would seem to have worked.
  if (commands[name]?.takes === '' && rest.length > 0) throw new UsageError(`${name} takes no arguments`)
  const run = await commands[name]?.load()
  await run?.(rest)
}

const helpOptions = ['--help', '-h']

/** What parseArgs says of an option it does not know. */
const isWrongOption = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true

/** What went wrong in one line, where that is all there is to say. */
async function explain(error: unknown): Promise<string | undefined> {
  if (error instanceof UsageError || error instanceof Problem) return error.message
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  if (isWrongOption(error)) return (error as Error).message
  const { explainBackup } = await import('../main/backup/index.ts')
  return explainBackup(error)
}

main(process.argv.slice(2)).catch(async (error: unknown) => {
  const line = await explain(error)
  process.stderr.write(line === undefined ? `${(error as Error)?.stack ?? error}\n` : `fabwire: ${line}\n`)
  process.exit(error instanceof UsageError || isWrongOption(error) ? 2 : 1)
})
