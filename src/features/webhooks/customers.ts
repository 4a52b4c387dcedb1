import type { Db } from '../../db/port.ts'
import type { Clock } from '../../platform/clock.ts'
import { type AccessChanges, userTag, VerificationCache, workspaceTag } from '../credentials/index.ts'
import { customersAmong } from './customer-store.ts'

interface KnownCustomer {
  workspaceId: string
  userId: number
}

/**
 * Who is a customer of a workspace. Publishing asks for every event, so a positive answer is kept as a verified
 * credential is: for seconds, and dropped at once when the membership changes.
 */
export class Customers {
  readonly #db: Db
  readonly #cache: VerificationCache<KnownCustomer>

  constructor(db: Db, clock: Clock, access: AccessChanges) {
    this.#db = db
    this.#cache = new VerificationCache(clock, ({ workspaceId, userId }) => [
      userTag(userId),
      workspaceTag(workspaceId),
    ])
    access.register(this.#cache)
  }

  /** Those of the users that are customers of the workspace: no query when all are known, else one. */
  async among(workspaceId: string, userIds: ReadonlySet<number>): Promise<ReadonlySet<number>> {
    const unknown: number[] = []
    const read = Promise.withResolvers<ReadonlySet<number>>()
    const answers = [...userIds].map((userId) =>
      // The cache calls back within this turn, so all that it lacks are known before the query starts.
      this.#cache.get(`${workspaceId}:${userId}`, async () => {
        unknown.push(userId)
        return (await read.promise).has(userId) ? { workspaceId, userId } : undefined
      }),
    )
    if (unknown.length > 0) customersAmong(this.#db, workspaceId, unknown).then(read.resolve, read.reject)
    const known = (await Promise.all(answers)).filter((answer) => answer !== undefined)
    return new Set(known.map(({ userId }) => userId))
  }
}
