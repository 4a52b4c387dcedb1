/** One command of `fabwire`. */
export interface Command {
  /** What stands after the name, for the usage. */
  takes: string
  summary: string
  run(args: readonly string[]): Promise<void>
}

/** Wrong use of a command; the message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
