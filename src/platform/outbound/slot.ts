import type { Socket } from 'node:net'
import { type buildConnector, Client } from 'undici'
import { type Connection, newConnection } from './dial.ts'
import { connectFailure, FailureError } from './failures.ts'
import type { Carrier, Flight } from './flight.ts'

/** The pool, as a slot sees it. */
export interface SlotOwner {
  readonly origin: string
  readonly hostname: string
  readonly keepAliveMs: number
  readonly keepAliveMaxMs: number
  monotonicMs(): number
  /** Opens a checked connection; `onSocket` hands over the socket while it is still being made. */
  connect(connection: Connection, onSocket: (socket: Socket) => boolean): Promise<Socket>
  /** a look-up was given up on its deadline */
  abandonLookup(): void
  /** the slot has no flight any more and may take one */
  slotFree(slot: Slot, nowMs: number): void
  /** the slot is closed */
  slotGone(slot: Slot, nowMs: number): void
}

/** A stale kept-alive connection may cost a second dial; more would be a loop the receiver drives. */
const MAX_DIALS_PER_FLIGHT = 2
/** bytes of names and values together */
const MAX_HEADER_BYTES = 16 * 1024

/** Room for one connection to an origin: at most one flight at a time, one undici client underneath. */
export class Slot implements Carrier {
  connection: Connection | null = null
  private flight: Flight | null = null
  private socket: Socket | null = null
  private isRetired = false
  private readonly owner: SlotOwner
  private readonly client: Client

  constructor(owner: SlotOwner) {
    this.owner = owner
    this.client = new Client(owner.origin, {
      connect: (_options: buildConnector.Options, callback: buildConnector.Callback) => this.open(callback),
      allowH2: false,
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The flight's own deadline covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: owner.keepAliveMs,
      keepAliveMaxTimeout: owner.keepAliveMaxMs,
    })
    this.client.on('disconnect', () => this.disconnected())
  }

  /** Sends the flight, over the open connection if there is one. */
  run(flight: Flight): void {
    this.flight = flight
    flight.slot = this
    const { path, headers, body } = flight.request
    this.client.dispatch({ method: 'POST', path, headers, body }, flight)
  }

  release(nowMs: number): void {
    this.flight = null
    this.owner.slotFree(this, nowMs)
  }

  retire(nowMs: number): void {
    void this.destroy()
    this.owner.slotGone(this, nowMs)
  }

  /** Closes the connection, also one that is still being made; resolves when it is closed. */
  async destroy(): Promise<void> {
    this.isRetired = true
    this.flight = null
    if (this.connection?.stage === 'dns') this.owner.abandonLookup()
    // undici does not know a socket before it is open.
    if (this.connection?.stage !== 'open') this.socket?.destroy()
    await this.client.destroy()
  }

  private disconnected(): void {
    // A flight that was not sent yet dials again by itself; open() notes the new connection.
    if (this.flight === null && !this.isRetired) this.retire(this.owner.monotonicMs())
  }

  private open(callback: buildConnector.Callback): void {
    const { flight } = this
    if (this.isRetired || flight === null || ++flight.dials > MAX_DIALS_PER_FLIGHT) {
      callback(new FailureError(connectFailure(this.owner.hostname, 'tcp', null)), null)
      return
    }
    this.connection = newConnection()
    const keep = (socket: Socket) => {
      this.socket = socket
      return !this.isRetired
    }
    this.owner.connect(this.connection, keep).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    )
  }
}
