/** A file whose shape cannot be told. The message is a sentence for the file's owner, without a full stop. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}

export const unreadable = (reason: string): UnreadableError => new UnreadableError(reason)
