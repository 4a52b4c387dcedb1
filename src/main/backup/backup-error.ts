import { CopyError } from '../../db/copy/index.ts'
import { ArchiveError } from '../../platform/archive/index.ts'
import { explainStart } from '../explain-start.ts'
import { SnapshotRefusedError } from '../operator-client.ts'

/** A backup, a restore or a copy is refused. The message is one line for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

const inUse = '55P03'
const foreignKeyViolation = '23503'

/** The one line for what stops a backup, a restore or a copy; undefined for a fault of ours. */
export function explainBackup(error: unknown): string | undefined {
  if (
    error instanceof BackupError ||
    error instanceof ArchiveError ||
    error instanceof CopyError ||
    error instanceof SnapshotRefusedError
  )
    return error.message
  const { code, message } = error as { code?: unknown; message?: string }
  if (code === inUse) return 'the database is in use: stop whatever is connected to it'
  if (code === foreignKeyViolation) return `the rows do not fit together: ${message}`
  return explainStart(error)
}
