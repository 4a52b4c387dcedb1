import type { Db } from '../../db/port.ts'
import type { Engine } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Notices } from '../inbox/index.ts'

export interface InvoicesOptions {
  db: Db
  clock: Clock
  engine: Pick<Engine, 'enqueue'>
  notices: Pick<Notices, 'tellStaff'>
  /** The site's origin. */
  baseUrl(): string
}
