import { describe, expect, vi } from 'vitest'
import { problemsOf } from '../../src/cli/demo/verify.ts'
import type { Received, Receiver } from '../harness/receiver.ts'
import type { Api } from './harness/http.ts'
import { patienceMs } from './harness/process.ts'
import { type Publishers, startPublishers } from './harness/publishers.ts'
import { databaseKinds, test } from './harness/sandbox.ts'
import { openShop, readLog, subscribe, type Webhook } from './harness/shop.ts'
import type { Site } from './harness/site.ts'

/**
 * kill -9 while events come in and go out: whatever was answered with 202 is delivered, byte for byte the same on
 * every try. The receiver refuses the first two tries of one event in five, so that retries wait at every kill.
 */

const variables = {
  FABWIRE_RETRY_SCHEDULE: '200ms,400ms,800ms,1s,1s,1s,1s',
  // It is not about the breaker, and one event in five fails.
  FABWIRE_BREAKER_FAILURES: '10000',
}
/** On PostgreSQL a killed server's lanes are free only when its lease ends; much more could pile up by then. */
const mostWaiting = 2_000
const refusals = 2
const isRefused = (eventId: number): boolean => eventId % 5 === 0

/** What a receiver has seen of one webhook. */
class Ledger {
  readonly delivered = new Map<number, number>()
  readonly wrong: string[] = []
  readonly #tries = new Map<number, { body: string; count: number }>()
  secret = ''

  take({ eventId, body, headers }: Received): number {
    const problems = problemsOf(body, headers, this.secret, Date.now())
    const known = this.#tries.get(eventId)
    if (known !== undefined && known.body !== body) problems.push('another body than before')
    if (problems.length > 0) this.wrong.push(`${eventId}: ${problems.join(', ')}`)
    const count = (known?.count ?? 0) + 1
    this.#tries.set(eventId, { body, count })
    if (isRefused(eventId) && count <= refusals) return 503
    this.delivered.set(eventId, (this.delivered.get(eventId) ?? 0) + 1)
    return 200
  }

  /** Refused, and not yet tried often enough. */
  get retrying(): number {
    return this.#tries.size - this.delivered.size
  }

  get duplicates(): number {
    return [...this.delivered.values()].reduce((sum, count) => sum + count - 1, 0)
  }

  missing(accepted: readonly number[]): number[] {
    return accepted.filter((id) => !this.delivered.has(id))
  }
}

function keepLedgers(receiver: Receiver): Record<'/workspace' | '/customer', Ledger> {
  const ledgers = { '/workspace': new Ledger(), '/customer': new Ledger() }
  receiver.behave((request) => ledgers[request.path as keyof typeof ledgers].take(request))
  return ledgers
}

const until = (condition: () => boolean, timeout = patienceMs) =>
  vi.waitUntil(condition, { timeout, interval: 5 })

/** Kills it somewhere within the next few hundred events, and, if asked, while deliveries and retries are going on. */
async function killAtRandom(site: Site, { accepted }: Publishers, ledger: Ledger, midDelivery: boolean) {
  const some = () => 20 + Math.floor(Math.random() * 200)
  const enoughAccepted = accepted.length + some()
  const enoughDelivered = ledger.delivered.size + some()
  await until(
    () =>
      accepted.length >= enoughAccepted &&
      (!midDelivery || (ledger.delivered.size >= enoughDelivered && ledger.retrying > 0)),
  )
  await site.crash()
}

/** The log knows every accepted event as delivered, once per webhook. */
async function expectLogged(who: Api, { id }: Webhook, accepted: readonly number[]): Promise<void> {
  // The last answers are written down a few milliseconds after they came.
  await vi.waitFor(async () => expect(await readLog(who, id, 'pending')).toEqual([]), {
    timeout: patienceMs,
    interval: 100,
  })
  const log = await readLog(who, id)
  const delivered = new Set(log.filter(({ status }) => status === 'delivered').map(({ event }) => event.id))
  const missing = accepted.filter((eventId) => !delivered.has(eventId))
  expect(missing.slice(0, 10), 'accepted, not delivered in the log').toEqual([])
  expect(new Set(log.map(({ event }) => event.id)).size, 'one delivery of each event').toBe(log.length)
}

describe.each(databaseKinds)('on %s', (kind) => {
  test('three times kill -9 while publishing and retrying: every accepted event arrives', async ({
    sandbox,
  }) => {
    const receiver = await sandbox.receiver()
    const { origin } = new URL(receiver.url)
    const ledgers = keepLedgers(receiver)
    const site = await (await sandbox.site(kind, variables)).start()
    const shop = await openShop(site)
    const ofShop = await subscribe(shop.owner, `${origin}/workspace`)
    const ofCustomer = await subscribe(shop.customer, `${origin}/customer`)
    ledgers['/workspace'].secret = ofShop.secret
    ledgers['/customer'].secret = ofCustomer.secret

    const isAhead = (count: number) => count > ledgers['/customer'].delivered.size + mostWaiting
    const publishers = startPublishers(site, shop, 4, { isAhead })
    const { accepted, surprises } = publishers
    for (const midDelivery of [true, false, true]) {
      await killAtRandom(site, publishers, ledgers['/customer'], midDelivery)
      await site.start()
    }
    const enough = accepted.length + 50
    await until(() => accepted.length >= enough)
    await publishers.stop()
    expect(surprises).toEqual([])
    expect(new Set(accepted).size).toBe(accepted.length)

    for (const ledger of Object.values(ledgers)) {
      await until(() => ledger.missing(accepted).length === 0).catch(() => {})
      expect(ledger.missing(accepted).slice(0, 10), 'accepted, never delivered').toEqual([])
      expect(ledger.wrong).toEqual([])
    }
    await expectLogged(shop.owner, ofShop, accepted)
    await expectLogged(shop.customer, ofCustomer, accepted)
    const duplicates = ledgers['/workspace'].duplicates + ledgers['/customer'].duplicates
    console.log(
      `${kind}, killed 3 times: ${accepted.length} events accepted, ${accepted.length * 2} deliveries, 0 lost, ${duplicates} duplicates`,
    )
  })
})
