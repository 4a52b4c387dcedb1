import type { DeliveryChange, InboxChange } from '../../../src/contract/stream.ts'
import type { Listener, LiveConnection, LiveState } from './connection.ts'

/** What the tab that holds the stream tells the others, and what a new one asks. */
export type Told =
  | { is: 'asks' }
  | { is: 'state'; state: LiveState; from: string }
  | { is: 'delivery'; change: DeliveryChange }
  | { is: 'inbox'; change: InboxChange }
  | { is: 'missed' }
  | { is: 'session' }

/** A place in the queue for the stream. */
export interface Turn {
  /** Takes it from who has it now, who has not been heard for long. */
  takes: boolean
  granted(): void
  /** Another tab has taken it. */
  lost(): void
}

/** How the tabs of one browser come together. Times in ms. */
export interface Tabs {
  /** Waits until no other tab has the stream; returns how to give it up, or to stop waiting. */
  turn(turn: Turn): () => void
  /** To all other tabs. */
  tell(told: Told): void
  /** From the other tabs. */
  hear(listener: (told: Told) => void): void
  after(ms: number, work: () => void): () => void
  isHidden(): boolean
  /** Names this tab among the others. */
  id: string
}

/** The stream of a tab by itself, as `LiveConnection` has it. */
export type Line = Pick<LiveConnection, 'state' | 'watch' | 'listen' | 'close' | 'retryNow'>

/** Who holds the stream says so by turns; a tab that is frozen or stuck does not. */
const sayMs = 10_000
const silentMs = 35_000
/** From one page to the next nobody listens for a moment. */
const lingerMs = 1_000

/**
 * One stream of changes for all tabs of a browser, which has no more than six connections to a server: each tab with
 * one of its own, and the sixth tab could load nothing. One holds it and tells the others; when that is closed, or is
 * not heard any more, another takes its place.
 */
export class SharedConnection {
  readonly #line: Line
  readonly #tabs: Tabs
  readonly #onSessionChange: () => void
  readonly #listeners = new Set<Listener>()
  readonly #watchers = new Set<() => void>()
  #role: 'none' | 'waits' | 'holds' = 'none'
  #heard: LiveState = 'off'
  /** Which tab's stream was live here before: with another's, something may have been missed between. */
  #liveFrom: string | undefined
  #giveUp = () => {}
  #stop = () => {}
  #cancelTimer = () => {}

  constructor(line: Line, tabs: Tabs, onSessionChange: () => void) {
    this.#line = line
    this.#tabs = tabs
    this.#onSessionChange = onSessionChange
    line.watch(() => this.#role === 'holds' && this.#lineChanged())
    tabs.hear((told) => this.#hear(told))
  }

  get state(): LiveState {
    return this.#role === 'holds' ? this.#line.state : this.#heard
  }

  /** Calls back when `state` changes. Returns how to stop. */
  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Joins the other tabs if nobody listened yet. Returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    if (this.#role === 'none' && this.#heard !== 'refused') this.#join(false)
    return () => {
      this.#listeners.delete(listener)
      this.#tabs.after(lingerMs, () => {
        if (this.#listeners.size === 0) this.close()
      })
    }
  }

  /** Ends it; who still listens hears nothing until somebody listens anew. For signing out. */
  close(): void {
    this.#liveFrom = undefined
    this.#leave('off')
  }

  /** What stood in the way may be gone: the browser is online again, or somebody signed in again. */
  retryNow(): void {
    if (this.#role === 'holds') this.#line.retryNow()
    else if (this.#role === 'none' && this.#listeners.size > 0) this.#join(false)
  }

  /** The session has ended, or is not what it was: the other tabs have the same. */
  sessionChanged(): void {
    this.#tabs.tell({ is: 'session' })
    this.#onSessionChange()
  }

  #join(takes: boolean): void {
    this.#giveUp()
    this.#role = 'waits'
    this.#become('connecting')
    this.#tabs.tell({ is: 'asks' })
    this.#expectWord()
    this.#giveUp = this.#tabs.turn({
      takes,
      granted: () => this.#hold(),
      lost: () => {
        this.#letGo()
        this.#join(false)
      },
    })
  }

  #hold(): void {
    this.#role = 'holds'
    this.#sayAgain()
    const tellAll = (told: Told) => {
      this.#tabs.tell(told)
      this.#pass(told)
    }
    this.#stop = this.#line.listen({
      delivery: (change) => tellAll({ is: 'delivery', change }),
      inbox: (change) => tellAll({ is: 'inbox', change }),
      missed: () => tellAll({ is: 'missed' }),
    })
  }

  /** Without the stream, without a place in the queue. */
  #leave(state: LiveState): void {
    this.#giveUp()
    this.#giveUp = () => {}
    this.#cancelTimer()
    this.#letGo()
    this.#role = 'none'
    this.#become(state)
  }

  #letGo(): void {
    if (this.#role !== 'holds') return
    this.#role = 'none'
    this.#stop()
    this.#line.close()
  }

  #become(state: LiveState): void {
    if (this.#heard === state) return
    this.#heard = state
    for (const watcher of this.#watchers) watcher()
  }

  #lineChanged(): void {
    const { state } = this.#line
    // Who may not have it leaves the place to the others, each of whom asks for itself.
    if (state === 'refused') {
      this.#leave('refused')
      return
    }
    this.#say()
    this.#liveAs(state, this.#tabs.id)
    this.#become(state)
  }

  #say(): void {
    this.#tabs.tell({ is: 'state', state: this.#line.state, from: this.#tabs.id })
  }

  #sayAgain(): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#tabs.after(sayMs, () => {
      this.#say()
      this.#sayAgain()
    })
  }

  /** Whoever holds the stream and says nothing any more is asked no longer. Out of sight, timers tell little. */
  #expectWord(): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#tabs.after(silentMs, () => {
      if (this.#tabs.isHidden()) this.#expectWord()
      else this.#join(true)
    })
  }

  #liveAs(state: LiveState, from: string): void {
    if (state !== 'live') return
    const before = this.#liveFrom
    this.#liveFrom = from
    if (before !== undefined && before !== from) this.#pass({ is: 'missed' })
  }

  #hear(told: Told): void {
    if (this.#role === 'holds' && told.is === 'asks') this.#say()
    if (this.#role !== 'waits') return
    this.#expectWord()
    if (told.is === 'session') this.#onSessionChange()
    else if (told.is === 'state') {
      this.#liveAs(told.state, told.from)
      this.#become(told.state)
    } else this.#pass(told)
  }

  #pass(told: Told): void {
    for (const listener of [...this.#listeners])
      if (told.is === 'delivery') listener.delivery?.(told.change)
      else if (told.is === 'inbox') listener.inbox?.(told.change)
      else if (told.is === 'missed') listener.missed?.()
  }
}
