import type { Socket } from 'node:net'
import type { AddressPolicy } from './addresses.ts'
import { Connector, type ConnectorSettings } from './connector.ts'
import type { Connection } from './dial.ts'
import type { Flight } from './flight.ts'
import { Slot, type SlotOwner } from './slot.ts'
import type { Target } from './target-url.ts'

/** What pools share. */
export interface PoolSettings extends ConnectorSettings {
  readonly connectionsPerOrigin: number
  /** how long an unused connection stays open when the other side does not say */
  readonly keepAliveMs: number
  /** how long at most, and how long an unused pool stays */
  readonly idleMs: number
}

/**
 * The connections to one origin under one policy. A flight takes the connection used last (so that the
 * surplus ones grow old and close), else a new one, else waits in line.
 */
export class OriginPool implements SlotOwner {
  readonly origin: string
  readonly hostname: string
  readonly keepAliveMs: number
  readonly keepAliveMaxMs: number
  lastUsedMs: number
  isClosed = false
  private readonly settings: PoolSettings
  private readonly connector: Connector
  private readonly slots = new Set<Slot>()
  private readonly free: Slot[] = []
  private readonly waiting = new Set<Flight>()

  constructor(target: Target, policy: AddressPolicy, settings: PoolSettings) {
    this.origin = target.origin
    this.hostname = target.hostname
    this.keepAliveMs = settings.keepAliveMs
    this.keepAliveMaxMs = Math.max(settings.keepAliveMs, settings.idleMs)
    this.settings = settings
    this.lastUsedMs = settings.monotonicMs()
    this.connector = new Connector(target, policy, settings)
  }

  /** Nothing is in flight and nothing waits. */
  get isIdle(): boolean {
    return this.free.length === this.slots.size && this.waiting.size === 0
  }

  /** Sends the flight now or as soon as a connection is free; its deadline counts from here. */
  submit(flight: Flight): void {
    flight.arm(this.leave)
    const slot = this.free.pop() ?? this.newSlot()
    if (slot === null) this.waiting.add(flight)
    else slot.run(flight)
  }

  /** Closes all connections; only for a pool that is idle. */
  async destroy(): Promise<void> {
    this.isClosed = true
    const closing = [...this.slots].map((slot) => slot.destroy())
    this.slots.clear()
    this.free.length = 0
    await Promise.all(closing)
  }

  monotonicMs(): number {
    return this.settings.monotonicMs()
  }

  connect(connection: Connection, onSocket: (socket: Socket) => boolean): Promise<Socket> {
    return this.connector.connect(connection, onSocket)
  }

  abandonLookup(): void {
    this.connector.abandonLookup()
  }

  slotFree(slot: Slot, nowMs: number): void {
    this.lastUsedMs = nowMs
    const next = this.nextWaiting()
    if (next === null) this.free.push(slot)
    else slot.run(next)
  }

  slotGone(slot: Slot, nowMs: number): void {
    this.lastUsedMs = nowMs
    this.slots.delete(slot)
    const index = this.free.indexOf(slot)
    if (index >= 0) this.free.splice(index, 1)
    const next = this.isClosed ? null : this.nextWaiting()
    if (next !== null) this.newSlot()?.run(next)
  }

  private readonly leave = (flight: Flight): void => {
    this.waiting.delete(flight)
  }

  private nextWaiting(): Flight | null {
    for (const flight of this.waiting) {
      this.waiting.delete(flight)
      return flight
    }
    return null
  }

  private newSlot(): Slot | null {
    if (this.slots.size >= this.settings.connectionsPerOrigin) return null
    const slot = new Slot(this)
    this.slots.add(slot)
    return slot
  }
}
