import type { KeyPrincipal, PatPrincipal } from '../../domain/access/principal.ts'
import { isWellFormedToken, type TokenKind } from '../../domain/access/token-form.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { AccessChanges } from './access-changes.ts'
import { VerificationCache } from './cache.ts'
import type { LastUsed } from './last-used.ts'
import { LatestTime } from './latest-time.ts'

export interface VerifierOptions<P> {
  kind: TokenKind
  clock: Clock
  access: AccessChanges
  lastUsed: LastUsed
  /** Reads in one query who stands behind the SHA-256 of a secret, whether expired or not. */
  find(secretHash: Buffer): Promise<P | undefined>
  /** What the answer of `find` rests on. */
  tagsOf(principal: P): readonly string[]
}

/**
 * Verifies the secrets of one kind of credential. Junk costs no query, a secret seen within the last 5 s none, any
 * other one. All refusals look the same. Where the secret differs from a real one cannot be told from the time: it
 * is only ever compared as a hash, by an index.
 */
export class CredentialVerifier<P extends PatPrincipal | KeyPrincipal> {
  readonly #options: VerifierOptions<P>
  readonly #cache: VerificationCache<P>
  readonly #time: LatestTime

  constructor(options: VerifierOptions<P>) {
    this.#options = options
    // The cache measures ages, so it gets the clock itself: behind a clock that stands still nothing would grow old.
    this.#cache = new VerificationCache(options.clock, options.tagsOf)
    this.#time = new LatestTime(options.clock)
    options.access.register(this.#cache)
  }

  /** Who the secret stands for at this moment, called from `address`; null when it is refused. */
  async verify(secret: string, address: string): Promise<P | null> {
    const { kind, find, lastUsed } = this.#options
    if (!isWellFormedToken(kind, secret)) return null
    const hash = sha256(secret)
    const principal = await this.#cache.get(hash.toString('base64'), () => find(hash))
    const now = this.#time.now()
    if (principal === undefined) return null
    if (principal.expiresAt !== null && principal.expiresAt <= now) return null
    const id = principal.kind === 'pat' ? principal.tokenId : principal.keyId
    lastUsed.record({ id, at: now, address })
    return principal
  }
}
