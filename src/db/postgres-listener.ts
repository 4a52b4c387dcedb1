import pg from 'pg'
import type { Listener } from './port.ts'

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
    await this.#hearInTurn(client, channel)
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
    await this.#connecting?.catch(() => {})
    await this.#client?.end().catch(() => {})
  }

  #hearInTurn(client: pg.Client, channel: string): Promise<unknown> {
    const heard = this.#turn.then(() => hear(client, channel))
    this.#turn = heard.catch(() => {})
    return heard
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
      for (const channel of this.#listeners.keys()) await hear(client, channel)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    this.#client = client
    this.#tell('up')
    return client
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

const hear = (client: pg.Client, channel: string) => client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
