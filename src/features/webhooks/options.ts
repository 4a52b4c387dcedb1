import type { Db } from '../../db/port.ts'
import type { Principal } from '../../domain/access/principal.ts'
import type { Engine, PolicyOf } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Log } from '../../platform/log.ts'
import type { Outbound } from '../../platform/outbound/index.ts'
import type { AccessChanges } from '../credentials/index.ts'

/** What this feature stands on. */
export interface WebhookOptions {
  db: Db
  clock: Clock
  masterKey: MasterKey
  engine: Engine
  outbound: Outbound
  /** Which addresses webhooks of an audience may call. */
  policyOf: PolicyOf
  /** The deadline of a request, as deliveries have it. */
  timeoutMs: number
  access: AccessChanges
  log: Log
  /** False on a node of role `api`: it starts replays and leaves carrying them out to others. */
  replays: boolean
}

/** Who stands behind a principal: the user, or the member who made the key. */
export const userBehind = (principal: Principal): number =>
  principal.kind === 'api_key' ? principal.createdBy : principal.userId
