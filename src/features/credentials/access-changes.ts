import type { Db, Queryable, Tx } from '../../db/port.ts'
import { accessChannel, notifyAccess } from './store.ts'

interface Invalidatable {
  invalidate(tags: readonly string[]): void
  /** True while changes elsewhere go unheard: nothing may be believed without asking. */
  bypass(isBypassed: boolean): void
}

/** `off`: never started; this node hears of its own changes only, and entries live 5 s. */
type LinkState = 'off' | 'up' | 'down'

/**
 * Carries "what somebody may do has changed" to every cache on every node. Call `announce` inside the transaction
 * of the change and `apply` after its commit: this node then knows at once, the others by notification.
 */
export class AccessChanges {
  readonly #caches: Invalidatable[] = []
  #stop: (() => Promise<void>) | undefined
  #state: LinkState = 'off'

  /** Whether other nodes' changes are heard at the moment. */
  get state(): LinkState {
    return this.#state
  }

  register(cache: Invalidatable): void {
    this.#caches.push(cache)
    if (this.#state === 'down') cache.bypass(true)
  }

  async start(db: Db): Promise<void> {
    this.#stop = await db.listen(accessChannel, {
      onPayload: (payload) => this.apply(JSON.parse(payload) as string[]),
      // While the link is down changes are missed, so every verification reads the database. What was read before
      // it is up again is not kept: the change that it missed is told to nobody a second time.
      onState: (state) => {
        this.#state = state
        for (const cache of this.#caches) cache.bypass(state === 'down')
      },
    })
  }

  async stop(): Promise<void> {
    await this.#stop?.()
  }

  announce(tx: Queryable, tags: readonly string[]): Promise<unknown> {
    return notifyAccess(tx, tags)
  }

  apply(tags: readonly string[]): void {
    for (const cache of this.#caches) cache.invalidate(tags)
  }

  /** A transaction whose change of access is known everywhere once it has committed. */
  async transaction<T>(db: Db, tags: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await db.transaction(async (tx) => {
      const value = await work(tx)
      await this.announce(tx, tags)
      return value
    })
    this.apply(tags)
    return result
  }
}
