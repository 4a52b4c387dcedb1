import type { EventData, EventType } from '../contract/events/index.ts'
import type { BreakerRun } from '../domain/delivery/breaker.ts'
import type { Fault } from '../domain/delivery/outcome.ts'
import type { SecretTimes } from '../domain/delivery/signing-keys.ts'
import type { DisabledReason, StoredDeliveryStatus } from '../domain/delivery/states.ts'
import type { AddressPolicy } from '../platform/outbound/index.ts'
import type { SigningKey } from './signature.ts'

/** An event about to be accepted. `data` has been checked against its type's schema. */
export interface NewEvent {
  workspaceId: string
  /** The customer concerned; for `webhook.test`, who asked. */
  userId: number
  type: EventType
  data: EventData
  isTest: boolean
  /** Only this endpoint gets it, whatever it subscribes to: `webhook.test`. */
  onlyWebhookId?: string
}

/** What an endpoint is to the sender. A copy: `version` tells when it is stale. */
export interface Endpoint {
  id: string
  url: string
  /** Host and port of the URL, for the log. */
  host: string
  audience: 'customer' | 'workspace'
  policy: AddressPolicy
  disableOnGone: boolean
  consecutiveFailures: number
  version: number
  /** Epoch ms of the last time it was enabled again; null when it never was disabled. */
  enabledAtMs: number | null
  keys: readonly (SecretTimes & { key: SigningKey })[]
}

/** An event as it is sent: all its deliveries share it, to however many endpoints they go. */
export interface SentEvent {
  id: number
  type: string
  /** The exact bytes. Null when the event cannot be found, which nothing of ours lets happen. */
  body: Uint8Array | null
}

/** A delivery whose time has come. */
export interface DueDelivery {
  id: string
  webhookId: string
  event: SentEvent
  attemptCount: number
  internalFailures: number
  webhookVersion: number
}

/** What an attempt leaves in the log. */
export interface AttemptRecord {
  number: number
  startedAt: Date
  durationMs: number
  /** dns, connect, tls, first byte, total. */
  timingsMs: readonly (number | null)[]
  address: string | null
  response: { status: number; headers: Readonly<Record<string, string>>; body: string } | null
  error: { code: string; message: string } | null
}

/** What the database is told about one delivery. */
export interface Settlement {
  delivery: DueDelivery
  status: StoredDeliveryStatus
  fault: Fault
  attemptCount: number
  internalFailures: number
  nextAttemptAt: Date | null
  attempt: AttemptRecord | null
  disable: DisabledReason | null
}

/** What a batch of settlements means for one endpoint. */
export interface EndpointRun extends BreakerRun {
  webhookId: string
  disable: DisabledReason | null
}
