import type { DeliveryChange, InboxChange } from '../../../src/contract/stream.ts'
import { retryAfterMs, waitMs } from './backoff.ts'
import { FrameReader } from './frames.ts'

/**
 * `off`: nobody listens, or nobody may. `live`: changes arrive. `lost`: they did, or should, and do not; it tries again.
 * `paused`: the page has been out of sight for long. `refused`: who is signed in may not have it; pages ask by turns.
 */
export type LiveState = 'off' | 'connecting' | 'live' | 'lost' | 'paused' | 'refused'

/** What a page wants to hear. */
export interface Listener {
  delivery?(change: DeliveryChange): void
  inbox?(change: InboxChange): void
  /** Something may have changed that was not told: read again what is shown. */
  missed?(): void
}

/** What the connection needs of its surroundings. Times in ms. */
export interface Surroundings {
  fetch(path: string, init: RequestInit): Promise<Response>
  /** Calls back once; returns how to take it back. */
  after(ms: number, work: () => void): () => void
  nowMs(): number
  random(): number
  isHidden(): boolean
  /** The session has ended, or is not what it was. */
  onSessionChange(): void
}

/** The server says something at least every 15 s: so long without a word, and the line is dead. */
const silentMs = 40_000
/** Out of sight for so long, a page needs no news: a browser has few connections for all its pages. */
const hiddenMs = 60_000
/** From one page to the next nobody listens for a moment. */
const lingerMs = 1_000

/** The one stream of changes of a browser tab: open while somebody listens, and opened again when it breaks. */
export class LiveConnection {
  readonly #around: Surroundings
  readonly #listeners = new Set<Listener>()
  readonly #watchers = new Set<() => void>()
  #state: LiveState = 'off'
  #abort: AbortController | undefined
  #failures = 0
  /** It was open before: what changed since then was not told. */
  #hasGap = false
  #cancelWait = () => {}
  #cancelHidden = () => {}
  #cancelSilence = () => {}

  constructor(around: Surroundings) {
    this.#around = around
  }

  get state(): LiveState {
    return this.#state
  }

  /** Calls back when `state` changes. Returns how to stop. */
  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Opens the stream if nobody listened yet. Returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    if (this.#state === 'off') this.#open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#around.after(lingerMs, () => {
        if (this.#listeners.size === 0) this.close()
      })
    }
  }

  /** Ends it; who still listens hears nothing until somebody listens anew. For signing out. */
  close(): void {
    this.#hangUp()
    this.#failures = 0
    this.#hasGap = false
    this.#become('off')
  }

  /** The page came into sight, or left it. */
  visibilityChanged(): void {
    this.#cancelHidden()
    if (!this.#around.isHidden()) {
      if (this.#state === 'paused') this.#open()
    } else if (this.#state !== 'off' && this.#state !== 'refused')
      this.#cancelHidden = this.#around.after(hiddenMs, () => {
        this.#hangUp()
        this.#become('paused')
      })
  }

  /** What stood in the way may be gone: the browser is online again, or somebody signed in again. */
  retryNow(): void {
    const isWaiting = ['off', 'lost', 'refused'].includes(this.#state)
    if (this.#listeners.size > 0 && isWaiting) this.#open()
  }

  #become(state: LiveState): void {
    if (this.#state === state) return
    this.#state = state
    for (const watcher of this.#watchers) watcher()
  }

  #hangUp(): void {
    this.#cancelWait()
    this.#cancelHidden()
    this.#cancelSilence()
    this.#abort?.abort()
    this.#abort = undefined
  }

  #open(): void {
    this.#hangUp()
    const abort = new AbortController()
    this.#abort = abort
    if (this.#state !== 'lost') this.#become('connecting')
    void this.#run(abort)
  }

  /** One connection from its opening to its end; one that was given up meanwhile has no say any more. */
  async #run(abort: AbortController): Promise<void> {
    const isOver = () => this.#abort !== abort
    let retryMs: number | null = null
    try {
      const response = await this.#around.fetch('/api/stream', {
        headers: { accept: 'text/event-stream' },
        cache: 'no-store',
        signal: abort.signal,
      })
      if (isOver()) return
      if (response.status === 401 || response.status === 403) return this.#refuse()
      retryMs = retryAfterMs(response.headers.get('retry-after'), this.#around.nowMs())
      if (!response.ok || response.body === null) this.#failures++
      else await this.#read(response.body, abort, isOver)
    } catch {
      this.#failures++
    }
    if (!isOver()) this.#retry(retryMs)
  }

  #refuse(): void {
    this.#hangUp()
    this.#become('refused')
    this.#around.onSessionChange()
  }

  async #read(
    body: ReadableStream<Uint8Array>,
    abort: AbortController,
    isOver: () => boolean,
  ): Promise<void> {
    this.#opened(abort)
    const frames = new FrameReader()
    const decoder = new TextDecoder()
    const reader = body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (isOver()) return
      if (done) break
      this.#failures = 0
      this.#expectNews(abort)
      for (const { event, data } of frames.push(decoder.decode(value, { stream: true })))
        this.#tell(event, data)
    }
    // The server ends it when what the session may do has changed.
    this.#around.onSessionChange()
  }

  #opened(abort: AbortController): void {
    this.#expectNews(abort)
    this.#become('live')
    if (this.#hasGap) this.#tellMissed()
    this.#hasGap = true
  }

  /** Gives the line up when nothing comes any more, not even a heartbeat. */
  #expectNews(abort: AbortController): void {
    this.#cancelSilence()
    this.#cancelSilence = this.#around.after(silentMs, () => abort.abort())
  }

  #retry(retryMs: number | null): void {
    this.#hangUp()
    this.#become('lost')
    const ms = Math.max(waitMs(this.#failures, this.#around.random()), retryMs ?? 0)
    this.#cancelWait = this.#around.after(ms, () => this.#open())
  }

  #tell(event: string, data: string): void {
    if (event === 'skipped') this.#tellMissed()
    for (const listener of [...this.#listeners])
      if (event === 'delivery') listener.delivery?.(JSON.parse(data) as DeliveryChange)
      else if (event === 'inbox') listener.inbox?.(JSON.parse(data) as InboxChange)
  }

  #tellMissed(): void {
    for (const listener of [...this.#listeners]) listener.missed?.()
  }
}
