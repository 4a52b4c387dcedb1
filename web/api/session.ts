/** Who uses this tab: as whom its pages were read. */
export interface Person {
  id: number
  email: string
  workspaceId: string
}

/**
 * `open`: all is well, or nobody was signed in. `ended`: the person must sign in again. `other`: this browser now
 * acts as somebody else, whom this tab must show nothing of the first.
 */
export type SessionState = 'open' | 'ended' | 'other'

/** What tabs of one browser tell each other. */
type Message = { kind: 'signed-in'; id: number; workspaceId: string } | { kind: 'signed-out' }

export interface Channel {
  postMessage(message: Message): void
  onmessage: ((event: { data: Message }) => void) | null
}

/** The session of this tab, as far as its pages know; requests that met its end wait here for its renewal. */
export class Session {
  readonly #channel: Channel | undefined
  readonly #watchers = new Set<() => void>()
  #waiting: (() => void)[] = []
  #person: Person | null = null
  #state: SessionState = 'open'

  constructor(channel?: Channel) {
    this.#channel = channel
    if (channel) channel.onmessage = ({ data }) => this.#hear(data)
  }

  get state(): SessionState {
    return this.#state
  }

  get person(): Person | null {
    return this.#person
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** This person is signed in, says the server. Somebody else than before ends the tab's pages. */
  met(person: Person): void {
    const isNew = this.#person === null
    if (this.#person !== null && !isSame(this.#person, person)) {
      this.#become('other')
      return
    }
    this.#person = person
    if (isNew) this.#tellOthers(person)
    if (this.#state === 'ended') this.#become('open')
  }

  /** Signed in again, by the dialog: other tabs hear of it, and what waited goes on. */
  renewed(person: Person): void {
    this.met(person)
    if (this.#state === 'open') this.#tellOthers(person)
  }

  /** A request was refused for want of a session. */
  ended(): void {
    if (this.#person !== null && this.#state === 'open') this.#become('ended')
  }

  /** Resolves when the session is open again; at once where nobody was signed in. False: there is nothing to wait for. */
  async untilRenewed(): Promise<boolean> {
    if (this.#person === null) return false
    if (this.#state !== 'open') await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return true
  }

  /** Somebody signs out here, or another person signs in by the page for it: the tab starts anew. */
  forget(): void {
    if (this.#person !== null) this.#channel?.postMessage({ kind: 'signed-out' })
    this.#person = null
    this.#become('open')
  }

  #tellOthers({ id, workspaceId }: Person): void {
    this.#channel?.postMessage({ kind: 'signed-in', id, workspaceId })
  }

  #hear(message: Message): void {
    if (this.#person === null) return
    if (message.kind === 'signed-out') this.ended()
    else if (!isSame(this.#person, message)) this.#become('other')
    else if (this.#state === 'ended') this.#become('open')
  }

  #become(state: SessionState): void {
    if (this.#state === state) return
    this.#state = state
    if (state === 'open') for (const resolve of this.#waiting.splice(0)) resolve()
    for (const watcher of this.#watchers) watcher()
  }
}

const isSame = (
  one: Pick<Person, 'id' | 'workspaceId'>,
  other: Pick<Person, 'id' | 'workspaceId'>,
): boolean => one.id === other.id && one.workspaceId === other.workspaceId

const channel =
  typeof window === 'undefined' || !('BroadcastChannel' in window)
    ? undefined
    : (new BroadcastChannel('fabwire-session') as Channel)

export const session = new Session(channel)
