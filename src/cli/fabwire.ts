import { explainStart } from '../main/process.ts'
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

main(process.argv.slice(2)).catch((error: unknown) => {
  const line = explainStart(error)
  process.stderr.write(line === undefined ? `${(error as Error)?.stack ?? error}\n` : `fabwire: ${line}\n`)
  process.exit(1)
})
