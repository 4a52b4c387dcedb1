import type { AddressPolicy } from './addresses.ts'
import { OriginPool, type PoolSettings } from './origin-pool.ts'
import { parseTarget, type Refused, type Target } from './target-url.ts'

/** URLs whose parse is remembered for each policy. */
const MAX_ROUTES = 8192

/** A URL that was taken apart, with the pool that serves it. */
export interface Route {
  readonly target: Target
  pool: OriginPool
}

/** What belongs to one policy: a socket opened under it never serves another. */
interface PolicySpace {
  readonly routes: Map<string, Route>
  readonly pools: Map<string, OriginPool>
}

/** All pools, by policy and origin. Unused ones are closed after a while, or earlier to bound their number. */
export class Pools {
  private readonly settings: PoolSettings
  private readonly maxPools: number
  private readonly spaces = new Map<string, PolicySpace>()
  private readonly closing = new Set<Promise<void>>()
  private count = 0
  private sweeper: NodeJS.Timeout | undefined

  constructor(settings: PoolSettings, maxPools: number) {
    this.settings = settings
    this.maxPools = maxPools
  }

  /** The way to a URL, or why there is none. */
  route(policy: AddressPolicy, url: string): Route | Refused {
    const space = this.space(policy)
    const known = space.routes.get(url)
    if (known !== undefined) {
      if (known.pool.isClosed) known.pool = this.pool(space, policy, known.target)
      return known
    }
    const target = parseTarget(url)
    if (!target.ok) return target
    if (space.routes.size >= MAX_ROUTES) space.routes.clear()
    const route = { target, pool: this.pool(space, policy, target) }
    space.routes.set(url, route)
    return route
  }

  /** Closes everything; nothing may be in flight. */
  async close(): Promise<void> {
    clearInterval(this.sweeper)
    this.closeWhere(() => true)
    await Promise.all(this.closing)
  }

  private space(policy: AddressPolicy): PolicySpace {
    let space = this.spaces.get(policy.key)
    if (space === undefined) {
      space = { routes: new Map(), pools: new Map() }
      this.spaces.set(policy.key, space)
    }
    return space
  }

  private pool(space: PolicySpace, policy: AddressPolicy, target: Target): OriginPool {
    const known = space.pools.get(target.origin)
    if (known !== undefined) return known
    if (this.count >= this.maxPools) this.closeLeastUsed()
    const pool = new OriginPool(target, policy, this.settings)
    space.pools.set(target.origin, pool)
    this.count++
    this.sweeper ??= setInterval(() => this.sweep(), Math.max(this.settings.idleMs / 2, 1)).unref()
    return pool
  }

  private sweep(): void {
    const oldestMs = this.settings.monotonicMs() - this.settings.idleMs
    this.closeWhere((pool) => pool.isIdle && pool.lastUsedMs <= oldestMs)
  }

  private closeLeastUsed(): void {
    let oldest: { space: PolicySpace; pool: OriginPool } | null = null
    for (const space of this.spaces.values()) {
      for (const pool of space.pools.values()) {
        const isOlder = oldest === null || pool.lastUsedMs < oldest.pool.lastUsedMs
        if (isOlder && pool.isIdle) oldest = { space, pool }
      }
    }
    // With every pool in use the bound gives way: what is in flight bounds it then.
    if (oldest !== null) this.closePool(oldest.space, oldest.pool)
  }

  private closeWhere(isOver: (pool: OriginPool) => boolean): void {
    for (const space of this.spaces.values()) {
      for (const pool of space.pools.values()) {
        if (isOver(pool)) this.closePool(space, pool)
      }
    }
  }

  private closePool(space: PolicySpace, pool: OriginPool): void {
    space.pools.delete(pool.origin)
    this.count--
    const closed = pool.destroy().finally(() => this.closing.delete(closed))
    this.closing.add(closed)
  }
}
