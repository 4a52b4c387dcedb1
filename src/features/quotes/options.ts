import type { Db } from '../../db/port.ts'
import type { Engine } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Notices } from '../inbox/index.ts'
import type { PlaceOrder } from '../orders/index.ts'

export interface QuotesOptions {
  db: Db
  clock: Clock
  engine: Pick<Engine, 'enqueue'>
  /** The site's origin, for links to records. */
  baseUrl(): string
  notices: Pick<Notices, 'tellStaff'>
  /** Makes the order that an accepted quote becomes. */
  placeOrder: PlaceOrder
}
