import { Problem } from '../contract/errors.ts'
import { withoutSecrets } from '../contract/idempotency.ts'
import { type IdempotencyClaim, rememberedForMs } from '../domain/idempotency.ts'
import type { Queryable, Tx } from './port.ts'
import { q, sql } from './query.ts'

/** A claim that was not renewed for this long belongs to a process that is gone. */
const abandonedAfterMs = 60_000
const sweepRows = 1_000

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms)

/** The row of a claim, as long as it is this holder's and has no answer. */
const held = (claim: IdempotencyClaim) => sql<boolean>`
  id = ${claim.id} AND attempt = ${claim.attempt} AND status IS NULL`

/**
 * Takes the right to carry a request out: a new row, or one whose day is over, or one that was abandoned. One
 * statement, so of many at once one gets it.
 */
export async function takeClaim(db: Queryable, claim: IdempotencyClaim, now: Date): Promise<boolean> {
  const row = {
    id: Buffer.from(claim.id),
    workspace_id: claim.workspaceId,
    fingerprint: claim.fingerprint && Buffer.from(claim.fingerprint),
    attempt: claim.attempt,
    claimed_at: now,
    created_at: now,
    status: null,
    body: null,
  }
  const { id: _, workspace_id: __, ...renewed } = row
  const taken = await db.run(
    q
      .insertInto('idempotency_keys')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(renewed)
          .where((on) =>
            on.or([
              on('idempotency_keys.created_at', '<=', before(now, rememberedForMs)),
              on.and([
                on('idempotency_keys.status', 'is', null),
                on('idempotency_keys.claimed_at', '<=', before(now, abandonedAfterMs)),
              ]),
            ]),
          ),
      ),
  )
  return taken === 1
}

export interface KeyedRequest {
  fingerprint: Buffer | null
  /** Null while it runs. */
  status: number | null
  /** JSON text. */
  body: string | null
}

/** The request that has the id, running or answered. */
export const findKeyed = (db: Queryable, id: Uint8Array): Promise<KeyedRequest | undefined> =>
  db.maybe(
    q
      .selectFrom('idempotency_keys')
      .select(['fingerprint', 'status', 'body'])
      .where('id', '=', Buffer.from(id)),
  )

/** Says that the request still runs. */
export const renewClaim = (db: Queryable, claim: IdempotencyClaim, now: Date): Promise<number> =>
  db.run(q.updateTable('idempotency_keys').set({ claimed_at: now }).where(held(claim)))

/** Forgets a request that failed, so that the key can be used again. An answer that is stored stays. */
export const releaseClaim = (db: Queryable, claim: IdempotencyClaim): Promise<number> =>
  db.run(q.deleteFrom('idempotency_keys').where(held(claim)))

/** Stores an answer without its secrets. False when there is one already, or the claim is lost. */
export async function storeAnswer(
  db: Queryable,
  claim: IdempotencyClaim,
  status: number,
  body: unknown,
): Promise<boolean> {
  const stored = await db.run(
    q
      .updateTable('idempotency_keys')
      .set({
        status,
        body: body === undefined ? null : JSON.stringify(withoutSecrets(body)),
        fingerprint: claim.fingerprint && Buffer.from(claim.fingerprint),
      })
      .where(held(claim)),
  )
  return stored === 1
}

/**
 * Stores the answer in the transaction that makes what it tells of, so that no crash can come between the two. When
 * the claim was lost meanwhile, it throws and with it the transaction ends: whoever took it over does the work.
 * Nothing to do for a request without a key.
 */
export async function rememberAnswer(
  tx: Tx,
  claim: IdempotencyClaim | undefined,
  body: unknown,
): Promise<void> {
  if (claim === undefined) return
  if (!(await storeAnswer(tx, claim, claim.status, body))) throw new Problem('idempotency_in_progress')
}

/** Ends every claim: for the only process of an embedded database, which has none when it starts. */
export const releaseAllClaims = (db: Queryable): Promise<number> =>
  db.run(q.deleteFrom('idempotency_keys').where('status', 'is', null))

/** Deletes some of the rows whose day is over. True when there may be more. */
export async function deleteExpired(db: Queryable, now: Date): Promise<boolean> {
  const expired = q
    .selectFrom('idempotency_keys')
    .select('id')
    .where('created_at', '<=', before(now, rememberedForMs))
    .limit(sweepRows)
    .forUpdate()
    .skipLocked()
  return (await db.run(q.deleteFrom('idempotency_keys').where('id', 'in', expired))) === sweepRows
}
