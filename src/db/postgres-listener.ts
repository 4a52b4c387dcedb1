import pg from 'pg'
import type { Listener } from './port.ts'

/** How often the link is tried, and how long its answer may take: one that swallows everything looks like a quiet one. */
const heartbeatMs = 1_000
const heartbeat = 'LISTEN fabwire_heartbeat'
const silentMs = 2_000

const firstRetryMs = 100
const lastRetryMs = 5_000

/**
 * One connection that listens for all channels. When it breaks, every listener hears `down`, it reconnects with
 * growing waits, and every listener hears `up`.
 */
export class PostgresListener {
  readonly #config: pg.PoolConfig
  readonly #onError: (error: unknown) => void
  readonly #listeners = new Map<string, Set<Listener>>()
  #client: pg.Client | undefined
  #connecting: Promise<pg.Client> | undefined
  #retry: NodeJS.Timeout | undefined
  #heartbeat: NodeJS.Timeout | undefined
  /** A client takes one query at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(config: pg.PoolConfig, onError: (error: unknown) => void) {
    this.#config = config
    this.#onError = onError
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const client = this.#client ?? (await this.#connect())
    // Sent for every listener, though the server needs it once a channel: its answer tells that this one listens.
    await this.#ask(client, listenTo(channel))
    const known = this.#listeners.get(channel)
    if (known) known.add(listener)
    else this.#listeners.set(channel, new Set([listener]))
    // Lost between its answer and here: `#lost` could not know this listener yet.
    if (this.#client === client) listener.onState?.('up')
    else listener.onState?.('down')
    return async () => {
      this.#listeners.get(channel)?.delete(listener)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#heartbeat)
    await this.#connecting?.catch(() => {})
    await this.#client?.end().catch(() => {})
  }

  #ask(client: pg.Client, text: string): Promise<unknown> {
    const query: pg.QueryConfig & { query_timeout: number } = { text, query_timeout: silentMs }
    const answered = this.#turn.then(() => client.query(query))
    this.#turn = answered.catch(() => {})
    return answered
  }

  #connect(): Promise<pg.Client> {
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#config, keepAlive: true })
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, undefined))
    client.on('notification', ({ channel, payload }) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener.onPayload(payload ?? '')
    })
    try {
      await client.connect()
      for (const channel of this.#listeners.keys()) await client.query(listenTo(channel))
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    this.#client = client
    this.#tell('up')
    this.#beatLater(client)
    return client
  }

  #beatLater(client: pg.Client): void {
    clearTimeout(this.#heartbeat)
    if (this.#closed || this.#client !== client) return
    this.#heartbeat = setTimeout(() => {
      this.#ask(client, heartbeat).then(
        () => this.#beatLater(client),
        (error) => {
          this.#lost(client, error)
          // What waits for an answer is given up with it.
          void client.end().catch(() => {})
        },
      )
    }, heartbeatMs)
    this.#heartbeat.unref()
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#client !== client || this.#closed) return
    this.#client = undefined
    if (error !== undefined) this.#onError(error)
    this.#tell('down')
    this.#reconnect(firstRetryMs)
  }

  #reconnect(waitMs: number): void {
    if (this.#closed) return
    this.#retry = setTimeout(() => {
      this.#connect().catch(() => this.#reconnect(Math.min(waitMs * 2, lastRetryMs)))
    }, waitMs)
    this.#retry.unref()
  }

  #tell(state: 'up' | 'down'): void {
    for (const listeners of this.#listeners.values())
      for (const listener of listeners) listener.onState?.(state)
  }
}

const listenTo = (channel: string): string => `LISTEN ${pg.escapeIdentifier(channel)}`
