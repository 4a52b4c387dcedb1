import type { Command } from './commands.ts'

const storageKey = 'fabwire-recent'
const mostKept = 5

interface Stored {
  person: string
  commands: Command[]
}

function read(): Stored | null {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Stored | null
  } catch {
    return null
  }
}

/** What this person chose last, the newest first; nobody sees another's. */
export function recentOf(person: string): Command[] {
  const stored = read()
  return stored?.person === person ? stored.commands : []
}

/** Puts a command in front. */
export function remember(person: string, command: Command): void {
  const others = recentOf(person).filter(({ id }) => id !== command.id)
  const stored: Stored = { person, commands: [command, ...others].slice(0, mostKept) }
  localStorage.setItem(storageKey, JSON.stringify(stored))
}
