import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import type { RotateInput, TokenInput, TokenPatch, TokenQuery } from '../../contract/tokens.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Db, Tx } from '../../db/port.ts'
import type { Actor, PatPrincipal, UserPrincipal } from '../../domain/access/principal.ts'
import { isWellFormedToken } from '../../domain/access/token-form.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256 } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import { recordAudit } from '../audit/index.ts'
import { type AccessChanges, LastUsed, mintSecret, requireFuture, tokenTag } from '../credentials/index.ts'
import * as store from './store.ts'
import { TokenUsage } from './usage.ts'
import { tokenVerifier } from './verification.ts'

export interface TokensOptions {
  db: Db
  clock: Clock
  log: Log
  access: AccessChanges
}

type User = Actor<UserPrincipal>

export type TokenService = ReturnType<typeof tokenService>

/** A PAT is bound to the workspace in which it was minted: elsewhere its owner does not see it either. */
const ownerOfTokens = ({ principal }: User): store.TokenOwner => ({
  workspaceId: principal.workspaceId,
  userId: principal.userId,
})

/** A token without a role behind it would be one that nobody can use, and would come alive with a later role. */
function requireRole({ principal }: User): void {
  if (principal.role === null)
    throw new Problem('membership_required', { detail: 'You have no role in this workspace.' })
}

/** What the audit log keeps of a token. */
const describe = ({ name, scopes, full_access, expires_at }: store.TokenRow) => ({
  name,
  scopes,
  full_access,
  expires_at,
})

/** When a replaced token ends: after the grace, but never past its own expiry. */
function graceEnd(expiresAt: Date | null, now: Date, graceSeconds: number): Date {
  const end = new Date(now.getTime() + graceSeconds * 1_000)
  return expiresAt !== null && expiresAt < end ? expiresAt : end
}

export function tokenService({ db, clock, log, access }: TokensOptions) {
  const lastUsed = new LastUsed(db, log, 'tokens')
  const usage = new TokenUsage(db, clock, log)
  const verifier = tokenVerifier(db, clock, access, lastUsed)

  function present(row: store.TokenRow) {
    const { expires_at, last_used_at, created_at, ...rest } = lastUsed.include(row)
    return {
      ...rest,
      expires_at: expires_at?.toISOString() ?? null,
      last_used_at: last_used_at?.toISOString() ?? null,
      created_at: created_at.toISOString(),
    }
  }

  const audit = (
    tx: Tx,
    actor: User,
    action: 'create' | 'update' | 'rotate' | 'revoke' | 'report_leak',
    subject: string,
    change: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
  ) =>
    recordAudit(tx, {
      workspaceId: actor.principal.workspaceId,
      actor,
      action: `token.${action}`,
      subject,
      ...change,
      at: clock.now(),
    })

  return {
    async list(actor: User, query: TokenQuery) {
      const { limit, after } = pageRequest(query)
      const selection = { limit: limit + 1, after, name: query.name }
      const rows = await store.listTokens(db, ownerOfTokens(actor), clock.now(), selection)
      return toPage(rows, limit, present)
    },

    async read(actor: User, id: string) {
      const row = await store.findToken(db, ownerOfTokens(actor), id, clock.now())
      if (row === undefined) throw notFound()
      return { ...present(row), usage: await usage.read(row.id) }
    },

    /** Mints a token. Without scopes it may do whatever its user may, which is written down as such. */
    async create(actor: User, input: TokenInput) {
      requireRole(actor)
      const now = clock.now()
      requireFuture(input.expires_at, now)
      const { secret, stored } = mintSecret('pat')
      const scopes = input.scopes ?? []
      return db.transaction(async (tx) => {
        const made = await store.insertToken(tx, {
          id: newId(now),
          workspace_id: actor.principal.workspaceId,
          user_id: actor.principal.userId,
          name: input.name,
          scopes,
          full_access: scopes.length === 0,
          ...stored,
          expires_at: input.expires_at ?? null,
          created_at: now,
        })
        await audit(tx, actor, 'create', made.id, { after: describe(made) })
        const answer = { ...present(made), secret }
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    /** Renames it or gives it another list of scopes, which also ends full access. */
    update(actor: User, id: string, patch: TokenPatch) {
      const change: store.TokenChange = {
        ...(patch.name !== undefined && { name: patch.name }),
        ...(patch.scopes && { scopes: patch.scopes, full_access: false }),
      }
      return access.transaction(db, [tokenTag(id)], async (tx) => {
        const before = await store.lockToken(tx, ownerOfTokens(actor), id, clock.now())
        if (before === undefined) throw notFound()
        if (Object.keys(change).length === 0) return present(before)
        const after = await store.updateToken(tx, before.id, change)
        await audit(tx, actor, 'update', before.id, { before: describe(before), after: describe(after) })
        return present(after)
      })
    },

    /** A new token like this one takes its place; the old secret works on for the grace, if any. */
    async rotate(actor: User, id: string, { grace_seconds }: RotateInput) {
      requireRole(actor)
      if (!(await store.hadToken(db, ownerOfTokens(actor), id))) throw notFound()
      const { secret, stored } = mintSecret('pat')
      return access.transaction(db, [tokenTag(id)], async (tx) => {
        const now = clock.now()
        const old = await store.lockActiveToken(tx, ownerOfTokens(actor), id, now)
        if (old === undefined) throw new Problem('token_inactive')
        const { last_used_at: _at, last_used_address: _address, ...copied } = old
        const made = await store.insertToken(tx, {
          ...copied,
          ...stored,
          id: newId(now),
          workspace_id: actor.principal.workspaceId,
          user_id: actor.principal.userId,
          created_at: now,
        })
        const endsAt = graceEnd(old.expires_at, now, grace_seconds)
        await store.replaceToken(tx, old.id, made.id, endsAt)
        // Not left to the time alone: a node whose clock is behind would go on for a moment.
        if (grace_seconds === 0) await store.revokeToken(tx, old.id, now)
        const after = { replaced_by: made.id, works_until: endsAt }
        await audit(tx, actor, 'rotate', old.id, { after })
        const answer = { ...present(made), secret }
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    revoke(actor: User, id: string): Promise<void> {
      return access.transaction(db, [tokenTag(id)], async (tx) => {
        const now = clock.now()
        const token = await store.lockToken(tx, ownerOfTokens(actor), id, now)
        if (token === undefined) throw notFound()
        await store.revokeToken(tx, token.id, now)
        await audit(tx, actor, 'revoke', token.id, { before: describe(token) })
      })
    },

    /** Revokes the token with this secret: who has it may end it. Anything else is let pass in silence. */
    async revokeLeaked(secret: string, address: string): Promise<void> {
      if (!isWellFormedToken('pat', secret)) return
      const found = await store.findBySecret(db, sha256(secret))
      if (found === undefined) return
      await access.transaction(db, [tokenTag(found.id)], async (tx) => {
        if ((await store.revokeToken(tx, found.id, clock.now())) === 0) return
        const holder = {
          kind: 'pat',
          tokenId: found.id,
          userId: found.user_id,
          workspaceId: found.workspace_id,
        }
        await audit(tx, { principal: holder as PatPrincipal, address }, 'report_leak', found.id)
      })
    },

    /** Who a secret stands for right now; null when it is refused. */
    authenticate: (secret: string, address: string): Promise<PatPrincipal | null> =>
      verifier.verify(secret, address),

    /** Takes note of how a request with a token was answered. */
    countUse: (tokenId: string, status: number): void => usage.count(tokenId, status),

    /** Deletes what is shown no more. */
    sweep: (): Promise<number> => usage.sweep(),

    /** Writes what is only in memory. */
    async stop(): Promise<void> {
      await lastUsed.flush()
      await usage.flush()
    },
  }
}
