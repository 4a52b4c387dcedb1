/** An answer is remembered for this long (contract.md, "Writes"). */
export const rememberedForMs = 24 * 3_600_000

/**
 * The right to carry out a request that came with an `Idempotency-Key`. One request at a time has it; who loses it
 * (its process stood still for too long) can no longer store an answer, nor commit what it does with
 * `rememberAnswer`.
 */
export interface IdempotencyClaim {
  /** SHA-256 of the key, of who sent it and of the route it was sent to. */
  readonly id: Uint8Array
  readonly workspaceId: string
  /** Tells this holder from one before it or after it. UUID. */
  readonly attempt: string
  /** Status of the answer when the request succeeds. */
  readonly status: number
  /** SHA-256 of what was sent; null until a form has arrived. */
  fingerprint: Uint8Array | null
}
