import { Problem } from '../../contract/errors.ts'
import type { Queryable, Tx } from '../../db/port.ts'
import { randomToken, sha256, tokenForm } from '../../platform/crypto.ts'
import { deleteLink, findLink, insertLink, type LinkPurpose } from './link-store.ts'

const hourMs = 3_600_000
const lifetimesMs: Readonly<Record<LinkPurpose, number>> = {
  password_reset: hourMs,
  verify_email: 72 * hourMs,
}

export interface LinkRequest {
  purpose: LinkPurpose
  /** Null writes a link that leads nowhere, with the work of one that does. */
  userId: number | null
  /** The address that following it proves. */
  email?: string
}

/** Makes a single-use link. Its token goes into one mail and is stored as a hash. */
export async function issueLink(
  tx: Tx,
  { purpose, userId, email }: LinkRequest,
  now: Date,
): Promise<{ token: string; expiresAt: Date }> {
  const token = randomToken()
  const expiresAt = new Date(now.getTime() + lifetimesMs[purpose])
  await insertLink(tx, {
    token_hash: sha256(token),
    purpose,
    user_id: userId,
    email: email ?? null,
    created_at: now,
    expires_at: expiresAt,
  })
  return { token, expiresAt }
}

/** Whose link it is. Throws `link_invalid`; junk is refused without a query. */
export async function requireLink(db: Queryable, purpose: LinkPurpose, token: string, now: Date) {
  const link = tokenForm.test(token) ? await findLink(db, purpose, sha256(token), now) : undefined
  if (link === undefined) throw new Problem('link_invalid')
  return link
}

/** Uses the link up in the transaction of what it is for. Throws `link_invalid` when somebody was faster. */
export async function spendLink(tx: Tx, token: string): Promise<void> {
  if ((await deleteLink(tx, sha256(token))) === 0) throw new Problem('link_invalid')
}
