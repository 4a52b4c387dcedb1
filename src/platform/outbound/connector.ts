import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { AddressPolicy } from './addresses.ts'
import { type Connection, dial } from './dial.ts'
import { connectFailure, dnsFailure, FailureError } from './failures.ts'
import type { Resolve, ResolvedAddress } from './resolve.ts'
import { addressesOf, isLookedUp, judgeAddresses } from './target.ts'
import type { Target } from './target-url.ts'

/** What connectors share. */
export interface ConnectorSettings {
  monotonicMs(): number
  readonly resolve: Resolve
  /** before the next of several addresses is tried */
  readonly addressTimeoutMs: number
  readonly secureContext: SecureContext
}

/**
 * Opens connections to one origin under one policy: looks the name up, checks every address of the
 * answer and dials only what was checked, anew for every connection. Keeps the TLS session.
 */
export class Connector {
  private readonly target: Target
  private readonly policy: AddressPolicy
  private readonly settings: ConnectorSettings
  private session: Buffer | undefined
  /** connections opened at the same moment share one look-up; a finished one is never used again */
  private lookup: Promise<readonly ResolvedAddress[]> | null = null

  constructor(target: Target, policy: AddressPolicy, settings: ConnectorSettings) {
    this.target = target
    this.policy = policy
    this.settings = settings
  }

  /**
   * Opens a socket and notes its story in `connection`. `onSocket` gets it while it is being made and
   * says whether it is still wanted; when not, or when it is destroyed, the promise stays pending.
   * @throws FailureError
   */
  async connect(connection: Connection, onSocket: (socket: Socket) => boolean): Promise<Socket> {
    const addresses = await this.timedAddresses(connection)
    this.check(addresses)
    return new Promise((resolve, reject) => {
      const failed = (error: unknown) =>
        reject(new FailureError(connectFailure(this.target.hostname, connection.stage, error)))
      const socket = dial(this.dialOptions(addresses), connection, { opened: resolve, failed })
      if (!onSocket(socket)) socket.destroy()
    })
  }

  /** Lets the next connection look up afresh, when the look-up under way has taken too long for one. */
  abandonLookup(): void {
    this.lookup = null
  }

  private async timedAddresses(connection: Connection): Promise<readonly ResolvedAddress[]> {
    const sinceMs = this.settings.monotonicMs()
    try {
      return await this.addresses()
    } finally {
      if (isLookedUp(this.target)) connection.dnsMs = this.settings.monotonicMs() - sinceMs
    }
  }

  private async addresses(): Promise<readonly ResolvedAddress[]> {
    const lookup = this.lookup ?? addressesOf(this.target, this.policy, this.settings.resolve)
    this.lookup = lookup
    try {
      const addresses = await lookup
      if (addresses.length > 0) return addresses
    } catch (error) {
      throw new FailureError(dnsFailure(this.target.hostname, error))
    } finally {
      if (this.lookup === lookup) this.lookup = null
    }
    throw new FailureError(dnsFailure(this.target.hostname, null))
  }

  private check(addresses: readonly ResolvedAddress[]): void {
    const refused = judgeAddresses(this.target, this.policy, addresses)
    if (refused !== null) throw new FailureError({ code: 'blocked_target', message: refused.message })
  }

  private dialOptions(addresses: readonly ResolvedAddress[]) {
    const { hostname, port, isHttps } = this.target
    const { secureContext: context, addressTimeoutMs, monotonicMs } = this.settings
    const onSession = (session: Buffer) => {
      this.session = session
    }
    const tls = isHttps ? { context, session: this.session, onSession } : null
    return { hostname, port, addresses, tls, addressTimeoutMs, monotonicMs }
  }
}
