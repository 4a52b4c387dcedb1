/** A backup cannot be written or read as it is. The message is one line for the operator. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** What is wrong with a backup's bytes. */
export const damaged = (what: string, cause?: unknown): ArchiveError =>
  new ArchiveError(`the backup is damaged: ${what}`, { cause })
