import { Pool } from 'undici'
import { newWebhookSecret, prepareKey, signHeaders } from '../../src/engine/signature.ts'
import { perSecond } from './rate.ts'

const inFlight = 64

/** Before the first measurement, so that it is not one of a compiler. */
const warmUp = 10_000
let isWarm = false

/**
 * What this machine can do at best: a bare undici loop that signs and POSTs the same payload to the same receiver,
 * without a database. Requests per second.
 */
export async function measureLimit(url: string, body: string, count: number): Promise<number> {
  if (!isWarm) {
    isWarm = true
    await measureLimit(url, body, warmUp)
  }
  const pool = new Pool(url, { connections: inFlight, pipelining: 1 })
  const key = prepareKey(newWebhookSecret())
  let started = 0
  const post = async (): Promise<void> => {
    const eventId = ++started
    const headers = signHeaders({
      eventId,
      eventType: 'order.shipped',
      audience: 'workspace',
      body,
      timestampSeconds: Math.floor(Date.now() / 1_000),
      primary: key,
      all: [key],
    })
    const answer = await pool.request({ path: '/hook', method: 'POST', headers, body })
    await answer.body.dump()
  }
  const worker = async (): Promise<void> => {
    while (started < count) await post()
  }
  const rate = await perSecond(count, () => Promise.all(Array.from({ length: inFlight }, worker)))
  await pool.close()
  return rate
}
