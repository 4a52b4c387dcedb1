import type { Db, Tx } from '../db/port.ts'
import { heldNoticeAgeMs, heldStep } from '../domain/delivery/held-expiry.ts'
import type { Clock } from '../platform/clock.ts'
import { lowestId } from '../platform/ids.ts'
import * as store from './held-store.ts'

/** How often each disabled endpoint is looked at: what is held ages by days. */
const everyMs = 600_000

export interface HeldNews {
  webhookId: string
  /** When the oldest of what is held is given up, or was. */
  endsAt: Date
}

export interface HeldOptions {
  db: Db
  clock: Clock
  heldRetentionMs: number
  /** In a transaction: the owner is to be told that what is held will be given up. */
  onHeldExpiring?(tx: Tx, news: HeldNews): Promise<void>
  /** In the transaction that gives up so many. */
  onHeldExpired?(tx: Tx, news: HeldNews & { count: number }): Promise<void>
  onDiscarded?(reason: 'expired' | 'webhook_deleted', count: number): void
}

/** Gives up what has been held for too long, after its owner was told twice, and what waits for nobody any more. */
export class HeldExpiry {
  readonly #options: HeldOptions
  #lastLookMs = Number.NEGATIVE_INFINITY

  constructor(options: HeldOptions) {
    this.#options = options
  }

  async sweep(): Promise<void> {
    const { db, clock, onDiscarded } = this.#options
    const nowMs = clock.now().getTime()
    if (Math.abs(nowMs - this.#lastLookMs) < everyMs) return
    const orphans = await store.discardOrphans(db)
    if (orphans > 0) onDiscarded?.('webhook_deleted', orphans)
    for (const webhookId of await store.listDisabled(db)) await this.#look(webhookId)
    this.#lastLookMs = nowMs
  }

  #look(webhookId: string): Promise<void> {
    const { db, clock, heldRetentionMs, onHeldExpiring, onHeldExpired, onDiscarded } = this.#options
    return db.transaction(async (tx) => {
      const now = clock.now()
      const noticeFrom = new Date(now.getTime() - heldNoticeAgeMs(heldRetentionMs))
      const held = await store.lockHeld(tx, webhookId, lowestId(noticeFrom))
      if (held === undefined) return
      const oldestAtMs = timeOfId(held.oldest_id)
      const state = {
        oldestAtMs,
        notices: held.held_notices,
        noticedAtMs: held.held_noticed_at?.getTime() ?? null,
      }
      const step = heldStep(state, now.getTime(), heldRetentionMs)
      const news = { webhookId, endsAt: new Date(oldestAtMs + heldRetentionMs) }
      if (step === 'notice') {
        await store.noteHeldNotice(tx, webhookId, now)
        await onHeldExpiring?.(tx, news)
      }
      if (step !== 'expire') return
      const endedFrom = new Date(now.getTime() - heldRetentionMs)
      const count = await store.discardExpired(tx, webhookId, lowestId(endedFrom))
      if (count === 0) return
      await onHeldExpired?.(tx, { ...news, count })
      onDiscarded?.('expired', count)
    })
  }
}

/** Epoch ms of a UUIDv7. */
const timeOfId = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
