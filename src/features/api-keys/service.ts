import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import type { ApiKeyInput, ApiKeyPatch, ApiKeyQuery } from '../../contract/tokens.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Db, Tx } from '../../db/port.ts'
import type { Actor, KeyPrincipal, UserPrincipal } from '../../domain/access/principal.ts'
import { isWellFormedToken } from '../../domain/access/token-form.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256 } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import { recordAudit } from '../audit/index.ts'
import { type AccessChanges, keyTag, LastUsed, mintSecret, requireFuture } from '../credentials/index.ts'
import * as store from './store.ts'
import { apiKeyVerifier, findPrincipal } from './verification.ts'

export interface ApiKeysOptions {
  db: Db
  clock: Clock
  log: Log
  access: AccessChanges
}

type Administrator = Actor<UserPrincipal>

export type ApiKeyService = ReturnType<typeof apiKeyService>

/** What the audit log keeps of a key, also when the key is gone. */
const describe = (row: store.ApiKeyRow) => ({
  name: row.name,
  environment: row.environment,
  description: row.description,
  scopes: row.scopes,
  prefix: row.prefix,
  expires_at: row.expires_at,
})

export function apiKeyService({ db, clock, log, access }: ApiKeysOptions) {
  const lastUsed = new LastUsed(db, log, 'api_keys')
  const verifier = apiKeyVerifier(db, clock, access, lastUsed)

  function present(row: store.ApiKeyRow) {
    const { last_used_at, last_used_address: _, created_by, created_by_name, ...key } = lastUsed.include(row)
    return {
      ...key,
      status: key.expires_at !== null && key.expires_at <= clock.now() ? 'expired' : 'active',
      expires_at: key.expires_at?.toISOString() ?? null,
      last_used_at: last_used_at?.toISOString() ?? null,
      created_at: key.created_at.toISOString(),
      created_by: { id: created_by, name: created_by_name },
    }
  }

  const audit = (
    tx: Tx,
    actor: Actor,
    action: 'create' | 'update' | 'revoke' | 'report_leak',
    subject: string,
    change: { before?: Record<string, unknown>; after?: Record<string, unknown> },
  ) =>
    recordAudit(tx, {
      workspaceId: actor.principal.workspaceId,
      actor,
      action: `api_key.${action}`,
      subject,
      ...change,
      at: clock.now(),
    })

  /** Removes those of the keys that the actor's workspace has. Returns their ids. */
  const remove = (
    actor: Actor,
    ids: readonly string[],
    action: 'revoke' | 'report_leak',
  ): Promise<string[]> =>
    access.transaction(db, ids.map(keyTag), async (tx) => {
      const keys = await store.lockApiKeys(tx, actor.principal.workspaceId, ids)
      if (keys.length === 0) return []
      const found = keys.map(({ id }) => id)
      await store.deleteApiKeys(tx, found)
      for (const key of keys) await audit(tx, actor, action, key.id, { before: describe(key) })
      return found
    })

  return {
    async list(actor: Administrator, query: ApiKeyQuery) {
      const { limit, after } = pageRequest(query)
      const selection = { limit: limit + 1, after, name: query.name, status: query.status }
      const rows = await store.listApiKeys(db, actor.principal.workspaceId, clock.now(), selection)
      return toPage(rows, limit, present)
    },

    async read(actor: Administrator, id: string) {
      const row = await store.findApiKey(db, actor.principal.workspaceId, id)
      if (row === undefined) throw notFound()
      return present(row)
    },

    async create(actor: Administrator, input: ApiKeyInput) {
      const now = clock.now()
      requireFuture(input.expires_at, now)
      const { secret, stored } = mintSecret('fwk')
      return db.transaction(async (tx) => {
        const made = await store.insertApiKey(tx, {
          id: newId(now),
          workspace_id: actor.principal.workspaceId,
          name: input.name,
          environment: input.environment,
          description: input.description ?? '',
          scopes: input.scopes,
          ...stored,
          expires_at: input.expires_at ?? null,
          created_by: actor.principal.userId,
          created_at: now,
        })
        await audit(tx, actor, 'create', made.id, { after: describe(made) })
        const answer = { ...present(made), secret }
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    update(actor: Administrator, id: string, patch: ApiKeyPatch) {
      const change = Object.fromEntries(
        Object.entries(patch).filter(([, value]) => value !== undefined),
      ) as store.ApiKeyChange
      return access.transaction(db, [keyTag(id)], async (tx) => {
        const [before] = await store.lockApiKeys(tx, actor.principal.workspaceId, [id])
        if (before === undefined) throw notFound()
        if (Object.keys(change).length === 0) return present(before)
        const after = await store.updateApiKey(tx, before.id, change)
        await audit(tx, actor, 'update', before.id, { before: describe(before), after: describe(after) })
        return present(after)
      })
    },

    /** Removes a key for good; the audit log keeps that it was. */
    async revoke(actor: Administrator, id: string): Promise<void> {
      const removed = await remove(actor, [id], 'revoke')
      if (removed.length === 0) throw notFound()
    },

    /** Removes many. Ids of other workspaces, or of nothing, are passed over (security case 13). */
    async revokeMany(actor: Administrator, ids: readonly string[]) {
      const wanted = [...new Set(ids.map((id) => id.toLowerCase()))]
      const removed = new Set(await remove(actor, wanted, 'revoke'))
      return { revoked: wanted.filter((id) => removed.has(id)) }
    },

    /** Removes the key with this secret: who has it may end it. Anything else is let pass in silence. */
    async revokeLeaked(secret: string, address: string): Promise<void> {
      if (!isWellFormedToken('fwk', secret)) return
      const holder = await findPrincipal(db, sha256(secret))
      if (holder) await remove({ principal: holder, address }, [holder.keyId], 'report_leak')
    },

    /** Who a secret stands for right now; null when it is refused. */
    authenticate: (secret: string, address: string): Promise<KeyPrincipal | null> =>
      verifier.verify(secret, address),

    /** Writes what is only in memory. */
    stop: (): Promise<void> => lastUsed.flush(),
  }
}
