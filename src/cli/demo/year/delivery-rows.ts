import { newId } from '../../../platform/ids.ts'
import type { Random } from './random.ts'
import type { Rows } from './rows.ts'

/** How often a receiver of the year failed, and how often it never came back. */
const failing = 0.03
const dying = 0.004
/** The default schedule's waits before the second and third try. */
const waitsMs = [30_000, 120_000]

/** A delivery as its log would have it: most at the first try, some after a failure, a few never. */
export function addDelivery(
  rows: Rows,
  random: Random,
  webhookId: string,
  event: { id: number; at: Date },
): void {
  const id = newId(event.at)
  const dies = random.chance(dying)
  const tries = dies ? 8 : random.chance(failing) ? random.between(2, 3) : 1
  rows.add('deliveries', {
    ...{ id, webhook_id: webhookId, event_id: event.id, next_attempt_at: null },
    ...{ attempt_count: tries, status: dies ? 'dead' : 'delivered' },
  })
  let atMs = event.at.getTime() + random.between(3, 20)
  for (let number = 1; number <= tries; number++) {
    const good = number === tries && !dies
    const totalMs = random.between(18, good ? 240 : 900)
    rows.add('attempts', {
      ...{ delivery_id: id, number, started_at: new Date(atMs), duration_ms: totalMs },
      timings_ms: [null, 1, null, totalMs - 1, totalMs],
      address: '127.0.0.1',
      response_status: good ? 200 : 503,
      response_headers: JSON.stringify({ 'content-type': 'text/plain' }),
      response_body: good ? 'ok' : 'try again later',
      error_code: null,
      error_message: null,
    })
    atMs += waitsMs[number - 1] ?? 3_600_000
  }
}
