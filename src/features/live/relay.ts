import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/port.ts'
import type { Log } from '../../platform/log.ts'
import type { Batch } from './batches.ts'
import { liveChannel, notifyLive } from './live-store.ts'

/** While somebody listens here, the other nodes are told so this often. */
const announceMs = 10_000
/** A node that has said nothing for so long has gone. */
const believedMs = 25_000
/** More owners than can be named in a notification: everything is wanted. */
const mostNamed = 100
/** Of a batch in one notification, which holds less than 8,000 bytes. */
const changesPerNotification = 25

type Message =
  | { from: string; hello: true }
  | { from: string; wants: readonly string[] | 'all' }
  | ({ from: string; owner: string } & Batch)

interface Wish {
  wants: ReadonlySet<string> | 'all'
  /** On the monotonic clock. */
  untilMs: number
}

export interface RelayOptions {
  db: Db
  log: Log
  /** The owners that are listened for on this node. */
  own(): readonly string[]
  /** Something that another node settled. */
  onBatch(owner: string, batch: Batch): void
}

/**
 * Brings changes from the node that settles them to the nodes on which somebody looks on. Nodes say for whom they
 * listen; what nobody wants is told to nobody, so a deployment without open streams pays nothing. The embedded
 * database has one node, and nothing to relay.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #node = randomUUID()
  readonly #wishes = new Map<string, Wish>()
  #announcing: NodeJS.Timeout | undefined
  #stopListening: (() => Promise<void>) | undefined

  constructor(options: RelayOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { db } = this.#options
    if (db.kind === 'pglite') return
    this.#stopListening = await db.listen(liveChannel, {
      onPayload: (payload) => this.#hear(JSON.parse(payload) as Message),
      onState: (state) => {
        if (state === 'up') this.announce()
      },
    })
    this.#send({ from: this.#node, hello: true })
  }

  async stop(): Promise<void> {
    clearInterval(this.#announcing)
    await this.#stopListening?.()
    this.#stopListening = undefined
  }

  /** True when another node wants anything at all. */
  get isWanted(): boolean {
    return this.#wishes.size > 0
  }

  wants(owner: string): boolean {
    const nowMs = performance.now()
    for (const [node, wish] of this.#wishes) {
      if (wish.untilMs < nowMs) this.#wishes.delete(node)
      else if (wish.wants === 'all' || wish.wants.has(owner)) return true
    }
    return false
  }

  /** Tells the other nodes for whom this one listens, now and while it does. */
  announce(): void {
    const own = this.#options.own()
    clearInterval(this.#announcing)
    this.#announcing = own.length === 0 ? undefined : setInterval(() => this.announce(), announceMs).unref()
    this.#send({ from: this.#node, wants: own.length > mostNamed ? 'all' : own })
  }

  send(owner: string, { changes, skipped }: Batch): void {
    for (let at = 0; at === 0 || at < changes.length; at += changesPerNotification)
      this.#send({
        from: this.#node,
        owner,
        changes: changes.slice(at, at + changesPerNotification),
        skipped: at === 0 ? skipped : 0,
      })
  }

  /** A hint: one that does not arrive is missed by a page, not by the truth. */
  #send(message: Message): void {
    const { db, log } = this.#options
    if (this.#stopListening === undefined) return
    notifyLive(db, JSON.stringify(message)).catch((error) =>
      log.debug({ err: error }, 'other nodes were not told'),
    )
  }

  #hear(message: Message): void {
    if (message.from === this.#node) return
    if ('hello' in message) {
      if (this.#options.own().length > 0) this.announce()
    } else if ('wants' in message) {
      if (message.wants.length === 0) this.#wishes.delete(message.from)
      else
        this.#wishes.set(message.from, {
          wants: message.wants === 'all' ? 'all' : new Set(message.wants),
          untilMs: performance.now() + believedMs,
        })
    } else this.#options.onBatch(message.owner, message)
  }
}
