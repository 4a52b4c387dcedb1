/** What a command does with what stands after its name. */
export type Run = (args: readonly string[]) => Promise<void>

/** One command of `fabwire`. */
export interface Command {
  /** What stands after the name, for the usage. */
  takes: string
  summary: string
  /** Loads what it needs: a command starts sooner and stays smaller without what the others need. */
  load(): Promise<Run>
}

/** Wrong use of a command; the message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
