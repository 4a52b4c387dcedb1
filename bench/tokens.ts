import type { UserPrincipal } from '../src/domain/access/principal.ts'
import { AccessChanges } from '../src/features/credentials/index.ts'
import { tokenService } from '../src/features/tokens/index.ts'
import { systemClock } from '../src/platform/clock.ts'
import { silentLog } from '../src/platform/log.ts'
import { makeShop } from '../test/harness/engine.ts'
import { timeSignIns, timeTokenGuesses } from './guesses.ts'
import type { Bench } from './harness/bench.ts'
import { onBothDatabases } from './harness/databases.ts'
import { boundRow, method, type Row } from './harness/report.ts'

const warmUp = 20_000

/** What checking a personal access token costs: warm from memory, cold from the database. */
export const tokensBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const warmChecks = Math.round(200_000 * scale)
  const coldChecks = Math.round(2_000 * scale)
  method(`${warmChecks} checks of a known token; ${coldChecks} after the cache was told to forget it`)
  await onBothDatabases(database, async (db) => {
    const { workspaceId, customerId: userId } = await makeShop(db)
    const access = new AccessChanges()
    const tokens = tokenService({ db, clock: systemClock, log: silentLog(), access })
    const principal = { kind: 'session', userId, workspaceId, role: 'customer' } as UserPrincipal
    const { secret } = await tokens.create({ principal, address: '127.0.0.1' }, { name: 'bench' })
    const check = async (count: number): Promise<{ microseconds: number; queries: number }> => {
      const queriesBefore = db.statementCount
      const startedMs = performance.now()
      for (let n = 0; n < count; n++) await tokens.authenticate(secret, '127.0.0.1')
      const spentMs = performance.now() - startedMs
      return { microseconds: (spentMs / count) * 1_000, queries: (db.statementCount - queriesBefore) / count }
    }
    await check(warmUp)
    const warm = await check(warmChecks)
    rows.push(boundRow(`tokens-warm-${db.kind}`, warm.microseconds, 'µs', 20))
    // A believed verification ends after 5 s, so a long run may ask once or twice.
    rows.push(
      boundRow(`tokens-warm-queries-${db.kind}`, Math.round(warm.queries * 1_000) / 1_000, 'queries', 0),
    )
    let queries = 0
    for (let n = 0; n < coldChecks; n++) {
      access.apply([`user:${userId}`])
      queries += (await check(1)).queries
    }
    rows.push(boundRow(`tokens-cold-queries-${db.kind}`, queries / coldChecks, 'queries', 1))
    rows.push(await timeTokenGuesses(db.kind, secret, (guess) => tokens.authenticate(guess, '127.0.0.1')))
    rows.push(await timeSignIns(db, userId))
    await tokens.stop()
  })
  return rows
}
