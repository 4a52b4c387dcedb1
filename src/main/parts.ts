import type { Db } from '../db/port.ts'
import type { SetUp } from '../features/accounts/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { MasterKey } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Outbound } from '../platform/outbound/index.ts'
import type { Storage } from '../platform/storage/index.ts'

/** What the program stands on; a test brings its own. */
export interface Parts {
  config: Config
  db: Db
  clock: Clock
  log: Log
  masterKey: MasterKey
  storage: Storage
  outbound: Outbound
  metrics: Metrics
  /** What making the first workspace needs. */
  setup: SetUp
  /** The site's origin. */
  baseUrl(): string
}
