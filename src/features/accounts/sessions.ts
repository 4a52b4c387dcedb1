import { uuidForm } from '../../contract/common.ts'
import type { Db, Queryable, Tx } from '../../db/port.ts'
import type { Plan } from '../../domain/access/plans.ts'
import type { SessionPrincipal } from '../../domain/access/principal.ts'
import { parseRole } from '../../domain/access/roles.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { type AccessChanges, sessionTag } from '../credentials/index.ts'
import type { Browser } from './browser.ts'
import * as store from './session-store.ts'
import { SessionTokens, sessionLifetimeMs } from './session-token.ts'

const longestUserAgent = 400
/** When a session was last used is written down this often. */
const seenEveryMs = 300_000

export interface SessionOwner {
  userId: number
  workspaceId: string
  /** Decides what the navigation shows, nothing else. */
  roleHint: string | null
}

/** Session rows and the cookies that name them. */
export class Sessions {
  readonly #db: Db
  readonly #clock: Clock
  readonly #access: Pick<AccessChanges, 'announce'>
  readonly #tokens: SessionTokens

  constructor(options: {
    db: Db
    clock: Clock
    access: Pick<AccessChanges, 'announce'>
    sessionKey: Uint8Array
  }) {
    this.#db = options.db
    this.#clock = options.clock
    this.#access = options.access
    this.#tokens = new SessionTokens(options.sessionKey, options.clock)
  }

  /**
   * A new session, of which the cookie's value is returned. The one that the browser had before ends, so that an id
   * that somebody knew or planted before is worth nothing after (security case 25).
   */
  async open(tx: Tx, { userId, workspaceId, roleHint }: SessionOwner, browser: Browser): Promise<string> {
    await this.end(tx, browser.sessionToken)
    const now = this.#clock.now()
    const expiresAt = new Date(now.getTime() + sessionLifetimeMs)
    const id = newId(now)
    await store.insertSession(tx, {
      id,
      user_id: userId,
      workspace_id: workspaceId,
      role_hint: roleHint,
      address: browser.address,
      user_agent: browser.userAgent.slice(0, longestUserAgent),
      created_at: now,
      last_seen_at: now,
      expires_at: expiresAt,
    })
    return this.#tokens.sign({ sessionId: id, userId, roleHint }, expiresAt)
  }

  /** Ends the session of a cookie, and what is open under it on any node; a cookie that names none is fine. */
  async end(db: Queryable, sessionToken: string | undefined): Promise<void> {
    const claims = await this.#read(sessionToken)
    if (claims === null) return
    await store.deleteSession(db, claims.sessionId)
    await this.#access.announce(db, [sessionTag(claims.sessionId)])
  }

  /** Who a session cookie stands for right now. */
  async authenticate(sessionToken: string): Promise<SessionPrincipal | null> {
    const claims = await this.#read(sessionToken)
    if (claims === null) return null
    const now = this.#clock.now()
    const row = await store.findLiveSession(this.#db, claims.sessionId, claims.userId, now)
    if (row === undefined) return null
    if (now.getTime() - (row.last_seen_at?.getTime() ?? 0) >= seenEveryMs)
      await store.touchSession(this.#db, row.id, now)
    return {
      kind: 'session',
      sessionId: row.id,
      userId: row.user_id,
      workspaceId: row.workspace_id,
      plan: row.plan as Plan,
      role: parseRole(row.role),
      roleHint: claims.roleHint,
      expiresAt: row.expires_at,
    }
  }

  async #read(sessionToken: string | undefined) {
    const claims = sessionToken === undefined ? null : await this.#tokens.read(sessionToken)
    return claims !== null && uuidForm.test(claims.sessionId) ? claims : null
  }
}
