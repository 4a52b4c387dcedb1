import { decideOutcome, internalWaitMs, maxInternalFailures } from '../domain/delivery/outcome.ts'
import { signingKeys } from '../domain/delivery/signing-keys.ts'
import type { Exchange, Outbound } from '../platform/outbound/index.ts'
import { signHeaders } from './signature.ts'
import type { AttemptRecord, DueDelivery, Endpoint, Settlement } from './types.ts'

/** What every attempt needs and no attempt changes. */
export interface Sender {
  outbound: Outbound
  waitsMs: readonly number[]
  timeoutMs: number
  /** Epoch ms. */
  now(): number
}

const utf8 = new TextDecoder()

/** Bodies are kept as text; PostgreSQL has no NUL in a text. */
const readable = (text: string): string => text.replaceAll('\u0000', '\ufffd')

function readableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const copy: Record<string, string> = {}
  for (const name in headers) copy[name] = readable(headers[name] as string)
  return copy
}

function toRecord(exchange: Exchange, number: number, startedAtMs: number): AttemptRecord {
  const { timings, response, error } = exchange
  return {
    number,
    startedAt: new Date(startedAtMs),
    durationMs: exchange.durationMs,
    timingsMs: [timings.dns, timings.connect, timings.tls, timings.firstByte, timings.total],
    address: exchange.address,
    response: response && {
      status: response.status,
      headers: readableHeaders(response.headers),
      body: readable(utf8.decode(response.body)),
    },
    error: error && { code: error.code, message: readable(error.message) },
  }
}

/** The headers of an attempt at a moment; the delivery log rebuilds them with the same function. */
export function attemptHeaders(
  endpoint: Pick<Endpoint, 'audience' | 'keys'>,
  event: { id: number; type: string; body: string | Uint8Array },
  atMs: number,
): string[] {
  const { primary, all } = signingKeys(endpoint.keys, atMs)
  return signHeaders({
    eventId: event.id,
    eventType: event.type,
    audience: endpoint.audience,
    body: event.body,
    timestampSeconds: Math.floor(atMs / 1_000),
    primary: primary.key,
    all: all.map(({ key }) => key),
  })
}

/** What prevented an exchange and was ours: it consumes no attempt. */
const ourFaults: readonly string[] = ['internal', 'busy']

/** A receiver that closed an idle connection just as we wrote to it has seen nothing; that is nobody's failure. */
const closedUnused = ({ error, response, timings, address }: Exchange): boolean =>
  error?.code === 'reset' && response === null && timings.connect === null && address !== null

/**
 * How much later than the deadline an exchange may end. Beyond that our own timer fired late: this process stood still
 * (a suspended machine, a blocked event loop), and an answer may have lain unread.
 */
const lateTimerMs = (timeoutMs: number): number => Math.max(250, timeoutMs / 20)

const timeouts: readonly string[] = ['timeout_connect', 'timeout', 'timeout_body']

const stoodStill = ({ error, durationMs }: Exchange, timeoutMs: number): boolean =>
  error !== null && timeouts.includes(error.code) && durationMs > timeoutMs + lateTimerMs(timeoutMs)

/** After we stood still it is tried again soon, as if it had not been tried. */
const afterStallMs = 1_000

const afterStall = (delivery: DueDelivery, nowMs: number): Settlement => ({
  delivery,
  status: 'pending',
  fault: 'ours',
  attemptCount: delivery.attemptCount,
  internalFailures: delivery.internalFailures,
  nextAttemptAt: new Date(nowMs + afterStallMs),
  attempt: null,
  disable: null,
})

/** True for an attempt that was cut short by this process standing still: nobody's failure, and not a poison. */
export const wasStall = ({ fault, internalFailures, delivery }: Settlement): boolean =>
  fault === 'ours' && internalFailures === delivery.internalFailures

/** Sends a delivery once and says what becomes of it. Throws only what is our own fault. */
export async function attempt(
  sender: Sender,
  endpoint: Endpoint,
  delivery: DueDelivery,
): Promise<Settlement> {
  const { id, type, body } = delivery.event
  if (body === null) throw new Error('the event of the delivery is not there')
  const startedAtMs = sender.now()
  const request = {
    url: endpoint.url,
    policy: endpoint.policy,
    headers: attemptHeaders(endpoint, { id, type, body }, startedAtMs),
    body,
    timeoutMs: sender.timeoutMs,
  }
  let exchange = await sender.outbound.post(request)
  if (closedUnused(exchange)) exchange = await sender.outbound.post(request)
  if (stoodStill(exchange, sender.timeoutMs)) return afterStall(delivery, sender.now())
  if (exchange.error && ourFaults.includes(exchange.error.code)) throw new Error(exchange.error.message)
  const outcome = decideOutcome({
    result: {
      status: exchange.response?.status ?? null,
      errorCode: exchange.error?.code ?? null,
      retryAfter: exchange.response?.headers['retry-after'],
    },
    attemptCount: delivery.attemptCount,
    waitsMs: sender.waitsMs,
    nowMs: sender.now(),
    disableOnGone: endpoint.disableOnGone,
  })
  return {
    delivery,
    status: outcome.status,
    fault: outcome.fault,
    attemptCount: outcome.attemptCount,
    internalFailures: delivery.internalFailures,
    nextAttemptAt: outcome.nextAttemptAtMs === null ? null : new Date(outcome.nextAttemptAtMs),
    attempt: toRecord(exchange, outcome.attemptCount, startedAtMs),
    disable: outcome.disable,
  }
}

/** What becomes of a delivery when something of ours threw: tried again soon, dead after the fifth time. */
export function internalFailure(delivery: DueDelivery, nowMs: number): Settlement {
  const failures = delivery.internalFailures + 1
  const dead = failures >= maxInternalFailures
  const number = delivery.attemptCount + 1
  return {
    delivery,
    status: dead ? 'dead' : 'pending',
    fault: 'ours',
    attemptCount: dead ? number : delivery.attemptCount,
    internalFailures: failures,
    nextAttemptAt: dead ? null : new Date(nowMs + internalWaitMs(failures)),
    attempt: dead
      ? {
          number,
          startedAt: new Date(nowMs),
          durationMs: 0,
          timingsMs: [null, null, null, null, null],
          address: null,
          response: null,
          error: {
            code: 'internal',
            message: 'The delivery failed on our side, five times. Redeliver it once that is mended.',
          },
        }
      : null,
    disable: null,
  }
}
