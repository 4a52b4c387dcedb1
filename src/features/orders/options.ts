import type { Db } from '../../db/port.ts'
import type { Engine } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'

export interface OrdersOptions {
  db: Db
  clock: Clock
  engine: Pick<Engine, 'enqueue'>
  /** The site's origin, for links to records. */
  baseUrl(): string
}
