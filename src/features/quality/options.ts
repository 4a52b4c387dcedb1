import type { Db } from '../../db/port.ts'
import type { Engine } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'

/** What this feature stands on. */
export interface QualityOptions {
  db: Db
  clock: Clock
  engine: Pick<Engine, 'enqueue'>
  /** The site's origin, for links. */
  baseUrl(): string
}
