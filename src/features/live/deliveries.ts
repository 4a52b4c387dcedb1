import type { DeliveryChange } from '../../contract/stream.ts'
import type { Db } from '../../db/port.ts'
import type { Owner } from '../../domain/access/principal.ts'
import { shownStatus } from '../../domain/delivery/states.ts'
import type { Settlement } from '../../engine/index.ts'
import type { Log } from '../../platform/log.ts'
import { type Batch, Batches } from './batches.ts'
import { frame } from './event-stream.ts'
import { readOwners } from './live-store.ts'
import { Relay } from './relay.ts'

/** Changes are gathered for so long: a page that is drawn ten times a second is live enough. */
const gatherMs = 100
const mostOwnersKnown = 10_000

/** One name for whom a webhook belongs to. */
export const ownerKey = ({ workspaceId, customerId }: Owner): string =>
  `${workspaceId}/${customerId ?? 'workspace'}`

function toChange({ delivery, ...now }: Settlement, isDisabled: boolean): DeliveryChange {
  const status = shownStatus(now.status, isDisabled ? 'disabled' : 'enabled')
  return {
    id: delivery.id,
    webhook_id: delivery.webhookId,
    event: { id: delivery.event.id, type: delivery.event.type as DeliveryChange['event']['type'] },
    status,
    attempt_count: now.attemptCount,
    next_attempt_at: status === 'pending' ? (now.nextAttemptAt?.toISOString() ?? null) : null,
  }
}

const frames = ({ changes, skipped }: Batch): string =>
  changes.map((change) => frame('delivery', change)).join('') +
  (skipped > 0 ? frame('skipped', { deliveries: skipped }) : '')

/** How settled deliveries reach who looks on, here and on other nodes. */
export class LiveDeliveries {
  readonly #db: Db
  readonly #log: Log
  /** Who looks on here, by whose deliveries they see. */
  readonly #watchers = new Map<string, Set<(frames: string) => void>>()
  readonly #batches = new Batches()
  readonly #owners = new Map<string, string | null>()
  readonly #relay: Relay
  #turn: Promise<unknown> = Promise.resolve()
  #gathering: NodeJS.Timeout | undefined

  constructor(db: Db, log: Log) {
    this.#db = db
    this.#log = log
    this.#relay = new Relay({
      db,
      log,
      own: () => [...this.#watchers.keys()],
      onBatch: (owner, batch) => this.#tell(owner, batch),
    })
  }

  start(): Promise<void> {
    return this.#relay.start()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#gathering)
    await this.#relay.stop()
  }

  /** Calls `tell` with frames as deliveries of the owner's webhooks change. Returns how to stop. */
  watch(owner: Owner, tell: (frames: string) => void): () => void {
    const key = ownerKey(owner)
    const watchers = this.#watchers.get(key) ?? new Set()
    watchers.add(tell)
    this.#watchers.set(key, watchers)
    if (watchers.size === 1) this.#relay.announce()
    return () => {
      watchers.delete(tell)
      if (watchers.size > 0 || this.#watchers.get(key) !== watchers) return
      this.#watchers.delete(key)
      this.#relay.announce()
    }
  }

  /** The engine has settled these. While nobody looks on anywhere, this is two comparisons. */
  settled(settlements: readonly Settlement[], disabledWebhookIds: readonly string[]): void {
    if (this.#watchers.size === 0 && !this.#relay.isWanted) return
    const disabled = new Set(disabledWebhookIds)
    const changes = settlements.map((one) => toChange(one, disabled.has(one.delivery.webhookId)))
    // One after the other, or an older change could come behind a newer one.
    this.#turn = this.#turn
      .then(() => this.#gather(changes))
      .catch((error) => this.#log.debug({ err: error }, 'changes were not told'))
  }

  async #gather(changes: readonly DeliveryChange[]): Promise<void> {
    await this.#learnOwners(changes)
    for (const change of changes) {
      const owner = this.#owners.get(change.webhook_id)
      if (owner && (this.#watchers.has(owner) || this.#relay.wants(owner))) this.#batches.add(owner, change)
    }
    if (!this.#batches.isEmpty) this.#gathering ??= setTimeout(() => this.#flush(), gatherMs)
  }

  async #learnOwners(changes: readonly DeliveryChange[]): Promise<void> {
    const unknown = new Set(changes.map((change) => change.webhook_id).filter((id) => !this.#owners.has(id)))
    if (unknown.size === 0) return
    const owners = await readOwners(this.#db, [...unknown])
    if (this.#owners.size >= mostOwnersKnown) this.#owners.clear()
    for (const id of unknown) {
      const owner = owners.get(id)
      this.#owners.set(id, owner ? ownerKey(owner) : null)
    }
  }

  #flush(): void {
    this.#gathering = undefined
    for (const [owner, batch] of this.#batches.take()) {
      this.#tell(owner, batch)
      if (this.#relay.wants(owner)) this.#relay.send(owner, batch)
    }
  }

  #tell(owner: string, batch: Batch): void {
    const watchers = this.#watchers.get(owner)
    if (watchers === undefined) return
    const text = frames(batch)
    for (const tell of watchers) tell(text)
  }
}
