import type { DeliveryAnswer, DeliveryInList } from '../../contract/deliveries.ts'
import { attemptHeaders } from '../../engine/index.ts'
import type { AttemptInList, AttemptRow, DeliveryWithEvent } from './delivery-store.ts'
import { explainFailure } from './failures.ts'
import type { readSigningKeys } from './secrets.ts'

type Shown = DeliveryInList['attempts'][number]
type ShownWhole = DeliveryAnswer['attempts'][number]

/** Milliseconds with two decimals, as they were written; a `real` reads back with more digits than it holds. */
const rounded = (ms: number | null | undefined): number | null =>
  ms == null ? null : Math.round(ms * 100) / 100

export function presentAttempt(row: AttemptInList, timeoutMs: number): Shown {
  const [dns, connect, tls, firstByte, total] = row.timings_ms.map(rounded)
  const noted = { status: row.response_status, code: row.error_code, message: row.error_message }
  return {
    number: row.number,
    started_at: row.started_at.toISOString(),
    duration_ms: row.duration_ms,
    timings_ms: {
      dns: dns ?? null,
      connect: connect ?? null,
      tls: tls ?? null,
      first_byte: firstByte ?? null,
      total: total ?? null,
    },
    address: row.address,
    error: explainFailure(noted, timeoutMs),
  }
}

type SigningKeys = Awaited<ReturnType<typeof readSigningKeys>>

/**
 * The headers of an attempt as they were sent. They are not stored: the event, the webhook's secrets and the time
 * the attempt began give the same ones again.
 */
function requestHeaders(
  delivery: DeliveryWithEvent,
  keys: SigningKeys,
  startedAt: Date,
): Record<string, string> {
  const audience = delivery.audience as 'customer' | 'workspace'
  const event = { id: delivery.event_id, type: delivery.event_type, body: delivery.body }
  const flat = attemptHeaders({ audience, keys }, event, startedAt.getTime())
  const headers: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) headers[flat[i] as string] = flat[i + 1] as string
  return headers
}

/** An attempt with its exact request and what the receiver said. */
export function presentWholeAttempt(
  row: AttemptRow,
  delivery: DeliveryWithEvent,
  keys: SigningKeys,
  timeoutMs: number,
): ShownWhole {
  return {
    ...presentAttempt(row, timeoutMs),
    request: { headers: requestHeaders(delivery, keys, row.started_at), body: delivery.body },
    response:
      row.response_status === null
        ? null
        : {
            status: row.response_status,
            headers: (row.response_headers ?? {}) as Record<string, string>,
            body: row.response_body ?? '',
          },
  }
}
