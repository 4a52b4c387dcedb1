import { version } from '../platform/version.ts'
import { type Command, UsageError } from './command.ts'
import { commands, usage } from './commands.ts'

/** What the words after `fabwire` ask for. */
export type CommandLine =
  | { command: Command; args: readonly string[] }
  /** Something to read, because it was asked for, or because the words name no command. */
  | { text: string; isWrongUse: boolean }

const isHelp = (word: string): boolean => word === '--help' || word === '-h'
const isVersion = (word: string): boolean => word === '--version' || word === '-v'

/** Longest first: `admin set-plan` before anything that would be called `admin`. */
const names = Object.keys(commands).sort((a, b) => b.length - a.length)

function findCommand(words: readonly string[]): [name: string, command: Command] | undefined {
  const line = words.join(' ')
  const name = names.find((name) => line === name || line.startsWith(`${name} `))
  const command = name === undefined ? undefined : commands[name]
  return name === undefined || command === undefined ? undefined : [name, command]
}

/** The usage of those commands whose name begins with these words; of all where there are none. */
function helpOn(words: readonly string[]): string {
  const found = findCommand(words)
  if (found) return usage(found[0])
  const group = `${words[0]} `
  return usage(...Object.keys(commands).filter((name) => name.startsWith(group)))
}

/** Reads the command line. Throws `UsageError` where a command would silently ignore what it was given. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const [first] = words
  if (first === 'help') return { text: helpOn(words.slice(1)), isWrongUse: false }
  if (first === undefined || words.some(isHelp))
    return { text: helpOn(words.filter((word) => !isHelp(word))), isWrongUse: false }
  if (isVersion(first)) return { text: version, isWrongUse: false }
  const found = findCommand(words)
  if (found === undefined) return { text: helpOn(words), isWrongUse: true }
  const [name, command] = found
  const args = words.slice(name.split(' ').length)
  // Taken silently, `serve --port 80` would seem to have worked.
  if (command.takes === '' && args.length > 0) throw new UsageError(`${name} takes no arguments`)
  return { command, args }
}
