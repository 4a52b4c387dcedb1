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
  #connecting: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #closed = false

  constructor(config: pg.PoolConfig, onError: (error: unknown) => void) {
    this.#config = config
    this.#onError = onError
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const known = this.#listeners.get(channel)
    if (known) known.add(listener)
    else this.#listeners.set(channel, new Set([listener]))
    if (this.#client && !this.#connecting) {
      if (!known) await this.#client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    } else {
      await this.#connect()
    }
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

  #connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  async #open(): Promise<void> {
    const client = new pg.Client({ ...this.#config, keepAlive: true })
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, undefined))
    client.on('notification', ({ channel, payload }) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener.onPayload(payload ?? '')
    })
    this.#client = client
    try {
      await client.connect()
      for (const channel of this.#listeners.keys())
        await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      this.#client = undefined
      await client.end().catch(() => {})
      throw error
    }
    this.#tell('up')
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
