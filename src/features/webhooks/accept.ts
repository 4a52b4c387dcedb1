import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Actor } from '../../domain/access/principal.ts'
import type { NewEvent } from '../../engine/index.ts'
import type { WebhookOptions } from './options.ts'

/**
 * Accepts events and gives the answer that tells of them. They join what others publish at this moment; only those
 * of a request with an `Idempotency-Key` have a transaction of their own, with the answer in it, so that no crash
 * can make the request's repeat publish them twice.
 */
export async function acceptEvents<T>(
  { db, engine }: Pick<WebhookOptions, 'db' | 'engine'>,
  { claim }: Actor,
  events: readonly NewEvent[],
  answer: (ids: number[]) => T,
): Promise<T> {
  if (claim === undefined) return answer(await engine.publish(events))
  return db.transaction(async (tx) => {
    const given = answer(await engine.enqueue(tx, events))
    await rememberAnswer(tx, claim, given)
    return given
  })
}
