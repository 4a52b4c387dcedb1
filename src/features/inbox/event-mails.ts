import { claimFact } from '../../db/deployment-store.ts'
import type { Db, Tx } from '../../db/port.ts'
import { readBound } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { NewMail, Outbox } from '../mail/index.ts'
import { batchLength, type Digest, digestsOf, inGroups, isMailed } from './digests.ts'
import * as store from './event-mail-store.ts'
import { digestMail } from './mails.ts'
import { mailLifetimeMs } from './notices.ts'
import { wordsOf } from './present.ts'

/** Events that come within it are one mail, and however fast they come, this many batches a second are read. */
const pollMs = 1_000
/** Heads of events, some 100 bytes each. */
const batchEvents = 2_000

export interface EventMailsOptions {
  db: Db
  clock: Clock
  log: Log
  outbox: Outbox
  /** False on a node of role `api`: others write these mails. */
  sends: boolean
  baseUrl(): string
}

/**
 * Mails customers what their inbox shows of events, by their preference. It follows the events with a cursor of its
 * own, behind the path on which they are accepted; the cursor moves in the transaction that writes the mails, so each
 * event is mailed once, and one node at a time holds it.
 */
export class EventMails {
  readonly #options: EventMailsOptions
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  /** As far as this node knows the cursor: a look costs one query while there is nothing new. */
  #through = 0

  constructor(options: EventMailsOptions) {
    this.#options = options
  }

  /** What happened before the first start of a deployment is not mailed any more. */
  async start(): Promise<void> {
    const { db, sends } = this.#options
    if (!sends) return
    await claimFact(db, 'event_mails_through', String(await readBound(db)))
    this.#timer = setInterval(() => void this.poll(), pollMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  /** Writes the mails of one batch, as it does by itself every second. */
  poll(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #look(): Promise<void> {
    const { db, log } = this.#options
    try {
      const bound = await readBound(db)
      if (bound > this.#through) this.#through = await db.transaction((tx) => this.#mailBatch(tx, bound))
    } catch (error) {
      log.warn({ err: error }, 'mails of events wait for the database')
    }
  }

  /** Returns the new cursor. */
  async #mailBatch(tx: Tx, bound: number): Promise<number> {
    const cursor = await store.lockCursor(tx)
    if (cursor === undefined || cursor >= bound) return cursor ?? this.#through
    const read = await store.listHeads(tx, cursor, bound, batchEvents)
    const heads = read.slice(0, batchLength(read))
    const isAll = read.length < batchEvents && heads.length === read.length
    const through = isAll ? bound : (heads.at(-1)?.id ?? bound)
    for (const digests of inGroups(await this.#digests(tx, heads))) await this.#mail(tx, digests)
    await store.moveCursor(tx, through)
    return through
  }

  async #digests(tx: Tx, heads: readonly store.EventHead[]): Promise<Digest[]> {
    const people = new Map(
      heads
        .filter(isMailed)
        .map(({ workspace_id: workspaceId, user_id: userId }) => [
          `${workspaceId} ${userId}`,
          { workspaceId, userId },
        ]),
    )
    if (people.size === 0) return []
    return digestsOf(heads, await store.listReaders(tx, [...people.values()]))
  }

  async #mail(tx: Tx, digests: readonly Digest[]): Promise<void> {
    const ids = digests.flatMap(({ eventIds }) => eventIds)
    const bodies = new Map((await store.listBodies(tx, ids)).map(({ id, body }) => [id, body]))
    await this.#options.outbox.writeAll(
      tx,
      digests.flatMap((digest) => this.#mailOf(digest, bodies) ?? []),
    )
  }

  /** Undefined when all of its events are gone. */
  #mailOf({ reader, eventIds, more }: Digest, bodies: ReadonlyMap<number, string>): NewMail | undefined {
    const { clock, baseUrl } = this.#options
    const told = eventIds.flatMap((id) => {
      const body = bodies.get(id)
      if (body === undefined) return []
      const { title, message, project_no: projectNo, url } = wordsOf(body)
      return [{ title, message, projectNo, url }]
    })
    const [first, ...others] = told
    return (
      first && {
        kind: 'events',
        userId: reader.id,
        to: reader.email,
        expiresAt: new Date(clock.now().getTime() + mailLifetimeMs),
        ...digestMail(baseUrl(), reader.name, [first, ...others], more),
      }
    )
  }
}
