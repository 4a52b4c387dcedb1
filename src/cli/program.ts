import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import { UsageError } from './command.ts'
import { readCommandLine } from './command-line.ts'

/** `fabwire <command> [arguments]`. Wrong use ends with 2, a failure with 1. */
async function main(words: readonly string[]): Promise<void> {
  const asked = readCommandLine(words)
  if ('text' in asked) {
    const stream = asked.isWrongUse ? process.stderr : process.stdout
    stream.write(`${asked.text}\n`)
    process.exitCode = asked.isWrongUse ? 2 : 0
    return
  }
  const run = await asked.command.load()
  await run(asked.args)
}

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
