import type { RouteRow } from './route.ts'

/** 1 to 255 visible ASCII characters; nothing else is read into them. */
export const idempotencyKeyForm = /^[\x21-\x7e]{1,255}$/

/** Stands in an answer that was given before. */
export const replayedHeader = 'Idempotency-Replayed'

/**
 * True for the rows that take an `Idempotency-Key`: every POST that makes or queues something for a principal
 * (contract.md, "Writes"). Elsewhere the header means nothing: a transition is refused the second time by itself.
 */
export const takesIdempotencyKey = ({ method, access, success }: RouteRow): boolean =>
  method === 'POST' &&
  (access.kind === 'granted' || access.kind === 'any') &&
  (success.status === 201 || success.status === 202)

/** Members that are shown once and never again, whatever answer they stand in. A new one is added here. */
export const secretMembers: readonly string[] = ['secret', 'accept_url', 'otpauth_url', 'backup_codes']

/** The answer as it may be stored and given again. */
export function withoutSecrets(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer
  return Object.fromEntries(Object.entries(answer).filter(([member]) => !secretMembers.includes(member)))
}
