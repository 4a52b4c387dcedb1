import { type Settlement, wasStall } from '../engine/index.ts'
import type { Log } from '../platform/log.ts'
import type { DeliveryMetrics } from '../platform/metrics.ts'
import { describeFailure, type OutboundErrorCode } from '../platform/outbound/index.ts'

/** What an attempt ended with, for figures and the log. */
export interface AttemptFacts {
  /** `none` for a success, `stall` when this process stood still, else the class of failure. */
  class: string
  /** Error code, or class of status: `2xx`. */
  cause: string
}

const context = { host: 'The receiver', timeoutMs: 0 }

export function factsOf(settlement: Settlement): AttemptFacts {
  const { attempt, fault } = settlement
  if (wasStall(settlement)) return { class: 'stall', cause: 'stall' }
  if (attempt === null) return { class: 'internal', cause: 'internal' }
  const { error, response } = attempt
  const described =
    fault === 'none'
      ? null
      : describeFailure((error?.code ?? null) as OutboundErrorCode | null, response?.status ?? null, context)
  const cause = error?.code ?? (response ? `${Math.floor(response.status / 100)}xx` : 'internal')
  return { class: described?.class ?? 'none', cause }
}

/** Epoch ms at which a delivery was made: its id begins with it. */
const madeAtMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

/**
 * One line per attempt with all there is to know about it, and its figures. No URL: a path or a query may hold a
 * secret; no header and no body.
 */
export function reportAttempt(log: Log, metrics: DeliveryMetrics) {
  const enabled = log.isLevelEnabled('info')
  return (settlement: Settlement, host: string | null): void => {
    const { delivery, attempt, status, fault, attemptCount } = settlement
    const facts = factsOf(settlement)
    metrics.attempts.inc({ outcome: status, ...facts })
    if (facts.class === 'stall') metrics.stalls.inc()
    else if (fault === 'ours') metrics.internalFailures.inc({ stage: 'attempt' })
    if (attempt) metrics.attemptSeconds.observe(attempt.durationMs / 1_000)
    if (attempt && attempt.number === 1)
      metrics.firstAttemptSeconds.observe(
        Math.max(0, attempt.startedAt.getTime() - madeAtMs(delivery.id)) / 1_000,
      )
    if (!enabled) return
    const [dns, connect, tls, firstByte, total] = attempt?.timingsMs ?? []
    log.info(
      {
        event_id: delivery.event.id,
        event_type: delivery.event.type,
        delivery_id: delivery.id,
        webhook_id: delivery.webhookId,
        attempt: attempt?.number ?? attemptCount + 1,
        outcome: status,
        fault,
        class: facts.class,
        cause: facts.cause,
        http_status: attempt?.response?.status,
        host: host ?? undefined,
        address: attempt?.address ?? undefined,
        dns_ms: dns ?? undefined,
        connect_ms: connect ?? undefined,
        tls_ms: tls ?? undefined,
        first_byte_ms: firstByte ?? undefined,
        total_ms: total ?? undefined,
        next_attempt_at: settlement.nextAttemptAt?.toISOString(),
        disables: settlement.disable ?? undefined,
      },
      'delivery attempt',
    )
  }
}
