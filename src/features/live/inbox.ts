import type { InboxPage, InboxQuery } from '../../contract/inbox.ts'
import type { Db } from '../../db/port.ts'
import type { Actor, UserPrincipal } from '../../domain/access/principal.ts'
import type { Feed, FeedNews } from '../../engine/index.ts'
import type { Log } from '../../platform/log.ts'
import { type InboxHint, listenInbox } from '../inbox/index.ts'
import { frame } from './event-stream.ts'

/** Hints that come close together are one look into the inbox. */
const gatherMs = 100

export interface LiveInboxOptions {
  db: Db
  log: Log
  feed: Pick<Feed, 'watch'>
  inbox: { list(actor: Actor, query: InboxQuery): Promise<InboxPage> }
}

interface Watcher {
  principal: UserPrincipal
  tell(frames: string): void
}

const personKey = ({ workspaceId, userId }: { workspaceId: string; userId: number }): string =>
  `${workspaceId}/${userId}`

/** Tells people that their inbox has changed: by a notice, by a read mark, or by an event of theirs. */
export class LiveInbox {
  readonly #options: LiveInboxOptions
  readonly #watchers = new Map<string, Set<Watcher>>()
  readonly #changed = new Set<string>()
  #gathering: NodeJS.Timeout | undefined
  #feed: Promise<() => void> | undefined
  #stopListening: (() => Promise<void>) | undefined

  constructor(options: LiveInboxOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#stopListening = await listenInbox(this.#options.db, (hint) => this.#hear(hint))
  }

  async stop(): Promise<void> {
    clearTimeout(this.#gathering)
    this.#leaveFeed()
    await this.#stopListening?.()
  }

  /** Calls `tell` when the person's inbox changes, from the moment on in which this resolves: with how to stop. */
  async watch(principal: UserPrincipal, tell: Watcher['tell']): Promise<() => void> {
    const key = personKey(principal)
    const watcher = { principal, tell }
    const watchers = this.#watchers.get(key) ?? new Set()
    this.#watchers.set(key, watchers.add(watcher))
    const leave = () => {
      watchers.delete(watcher)
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key)
      if (this.#watchers.size === 0) this.#leaveFeed()
    }
    this.#feed ??= this.#options.feed.watch((news) => this.#hearNews(news))
    await this.#feed.catch((error) => {
      leave()
      throw error
    })
    return leave
  }

  #leaveFeed(): void {
    this.#feed?.then(
      (stop) => stop(),
      () => {},
    )
    this.#feed = undefined
  }

  /** These people's inboxes have changed: for who knows it without a notification. */
  changed(workspaceId: string, ...userIds: readonly number[]): void {
    for (const userId of userIds) this.#mark(personKey({ workspaceId, userId }))
  }

  #hear(hint: InboxHint): void {
    if (hint === 'all') for (const key of this.#watchers.keys()) this.#mark(key)
    else this.changed(hint.workspaceId, ...hint.userIds)
  }

  #hearNews(news: readonly FeedNews[] | 'all'): void {
    if (news === 'all') this.#hear(news)
    else for (const { workspaceId, userId } of news) this.changed(workspaceId, userId)
  }

  #mark(key: string): void {
    if (!this.#watchers.has(key)) return
    this.#changed.add(key)
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined
      void this.#tellAll()
    }, gatherMs)
  }

  async #tellAll(): Promise<void> {
    const keys = [...this.#changed]
    this.#changed.clear()
    for (const key of keys)
      await this.#tell(key).catch((error) =>
        this.#options.log.debug({ err: error }, 'an inbox could not be looked into'),
      )
  }

  async #tell(key: string): Promise<void> {
    const watchers = this.#watchers.get(key)
    const [first] = watchers ?? []
    if (watchers === undefined || first === undefined) return
    const actor = { principal: first.principal, address: '' }
    const { data, unread_count } = await this.#options.inbox.list(actor, { limit: 1 })
    const [newest] = data
    const text = frame('inbox', { id: newest?.id ?? null, title: newest?.title ?? null, unread_count })
    for (const { tell } of watchers) tell(text)
  }
}
