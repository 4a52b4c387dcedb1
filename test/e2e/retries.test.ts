import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Receiver } from '../harness/receiver.ts'
import { type Api, expectStatus } from './harness/http.ts'
import { patienceMs } from './harness/process.ts'
import { mostly, sharedSandbox } from './harness/sandbox.ts'
import { type LoggedDelivery, openShop, publish, readLog, type Shop, subscribe } from './harness/shop.ts'

/** The retry policy and the breaker, as a receiver and a customer's program see them (reference 001). */

const waitsMs = [50, 60, 70, 80, 90, 100, 110]
const schedule = waitsMs.map((ms) => `${ms}ms`).join()

/** Waits until the log looks as expected, and returns it. */
async function logWhen(
  who: Api,
  id: string,
  isSo: (log: LoggedDelivery[]) => boolean,
): Promise<LoggedDelivery[]> {
  let log: LoggedDelivery[] = []
  await expect
    .poll(
      async () => {
        log = await readLog(who, id)
        return isSo(log)
      },
      { timeout: patienceMs },
    )
    .toBe(true)
  return log
}

const all = (status: string) => (log: LoggedDelivery[]) =>
  log.length > 0 && log.every((delivery) => delivery.status === status)

const read = async (who: Api, path: string) => expectStatus(await who.get(path), 200)

const attemptsOf = (log: readonly LoggedDelivery[]): number =>
  log.reduce((sum, { attempt_count }) => sum + attempt_count, 0)

const eventsOf = (log: readonly LoggedDelivery[]): number[] => log.map(({ event }) => event.id).reverse()

describe.each(mostly('postgres'))('on %s', (kind) => {
  const sandbox = sharedSandbox()
  let shop: Shop
  let who: Api
  let receiver: Receiver
  let id: string
  beforeAll(async () => {
    shop = await openShop(await (await sandbox.site(kind, { FABWIRE_RETRY_SCHEDULE: schedule })).start())
    who = shop.pat
  })
  beforeEach(async () => {
    receiver = await sandbox.receiver(() => 500)
    id = (await subscribe(who, receiver.url)).id
  })
  afterEach(async () => void expectStatus(await who.delete(`/webhooks/${id}`), 204))

  test('eight attempts with the waits of the schedule, then dead; each in the log, a redelivery starts anew', async () => {
    const [eventId] = await publish(shop)
    const [dead] = await logWhen(who, id, all('dead'))
    expect(dead).toMatchObject({ attempt_count: 8, next_attempt_at: null, event: { id: eventId } })
    expect(receiver.received).toHaveLength(8)
    expect(new Set(receiver.received.map(({ body }) => body)).size, 'the same bytes on every try').toBe(1)

    const { attempts } = await read(who, `/webhooks/deliveries/${dead?.id}`)
    expect(attempts.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(attempts[7]).toMatchObject({
      request: { headers: { 'X-FabDigit-Event-Id': String(eventId) }, body: receiver.received[7]?.body },
      response: { status: 500, body: 'received' },
      error: { code: expect.any(String) },
    })
    const startsMs = attempts.map(({ started_at }: { started_at: string }) => Date.parse(started_at))
    const tooEarly = waitsMs.filter((waitMs, index) => startsMs[index + 1] - startsMs[index] < waitMs)
    expect(tooEarly, 'waits that were cut short').toEqual([])
    expect(await read(who, `/webhooks/${id}`)).toMatchObject({ status: 'enabled', consecutive_failures: 8 })

    receiver.behave(() => 204)
    const { ids } = expectStatus(await who.post(`/webhooks/deliveries/${dead?.id}/redeliver`), 202)
    await expect
      .poll(() => read(who, `/webhooks/deliveries/${ids[0]}`), { timeout: patienceMs })
      .toMatchObject({
        status: 'delivered',
        redelivery_of: dead?.id,
        attempt_count: 1,
        event: { id: eventId },
      })
    expect(receiver.received[8]?.body).toBe(receiver.received[0]?.body)
    expect(await read(who, `/webhooks/${id}`)).toMatchObject({ status: 'enabled', consecutive_failures: 0 })
  })

  test('ten failures in a row disable it; nothing is lost while it is; a release delivers all of it', async () => {
    const first = await publish(shop, 4)
    await expect
      .poll(() => read(who, `/webhooks/${id}`), { timeout: patienceMs })
      .toMatchObject({ status: 'disabled', disabled_reason: 'failures' })
    const meanwhile = await publish(shop, 30)
    // What was in flight when it was disabled is settled a moment later.
    const log = await logWhen(
      who,
      id,
      (seen) => all('held')(seen) && attemptsOf(seen) === receiver.received.length,
    )
    expect(eventsOf(log)).toEqual([...first, ...meanwhile])
    const tries = receiver.received.length
    expect(tries).toBeGreaterThanOrEqual(10)
    expect((await who.post(`/webhooks/${id}/test`)).body).toMatchObject({
      status: 409,
      code: 'webhook_disabled',
    })

    receiver.behave(() => 200)
    expect(expectStatus(await who.post(`/webhooks/${id}/enable`), 200)).toMatchObject({
      status: 'enabled',
      disabled_reason: null,
      consecutive_failures: 0,
    })
    const delivered = await logWhen(who, id, all('delivered'))
    expect(eventsOf(delivered)).toEqual([...first, ...meanwhile])
    const arrived = new Set(receiver.received.slice(tries).map(({ eventId }) => eventId))
    expect([...arrived].sort((a, b) => a - b)).toEqual([...first, ...meanwhile])
  })

  test('discarding on enable: what was held never goes out, what comes then does', async () => {
    await publish(shop, 2)
    await logWhen(who, id, all('held'))
    receiver.behave(() => 200)
    expectStatus(await who.post(`/webhooks/${id}/enable`, { held: 'discard' }), 200)
    const [fresh] = await publish(shop)
    const log = await logWhen(who, id, (seen) => seen.some(({ status }) => status === 'delivered'))
    expect(log.map(({ status }) => status)).toEqual(['delivered', 'discarded', 'discarded'])
    expect(receiver.received.at(-1)?.eventId).toBe(fresh)
  })
})
