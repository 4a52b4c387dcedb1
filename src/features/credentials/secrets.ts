import { composeToken, type TokenKind, tokenPrefix } from '../../domain/access/token-form.ts'
import { randomHex, sha256 } from '../../platform/crypto.ts'

const randomBytes = 28

/** A new secret with what is stored of it: `secret` itself goes into one answer and nowhere else. */
export function mintSecret(kind: TokenKind) {
  const secret = composeToken(kind, randomHex(randomBytes))
  return { secret, stored: { prefix: tokenPrefix(secret), secret_hash: sha256(secret) } }
}
