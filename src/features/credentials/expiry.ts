import { Problem } from '../../contract/errors.ts'

/** Refuses an `expires_at` that is not ahead of `now`. */
export function requireFuture(expiresAt: Date | null | undefined, now: Date): void {
  if (expiresAt && expiresAt <= now)
    throw new Problem('validation_failed', {
      errors: [{ path: 'expires_at', message: 'must be in the future' }],
    })
}
