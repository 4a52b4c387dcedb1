import {
  createEngine,
  type Engine,
  type EngineOptions,
  HeldExpiry,
  type PolicyOf,
  Retention,
} from '../engine/index.ts'
import { archiveEvents, type Notices } from '../features/inbox/index.ts'
import { WebhookNotices } from '../features/webhooks/index.ts'
import { reportAttempt } from './attempt-log.ts'
import type { Chore } from './housekeeping.ts'
import type { Parts } from './parts.ts'

/** The engine with its figures and its log. */
export function wireEngine(
  parts: Parts,
  policyOf: PolicyOf,
  onSettled: NonNullable<EngineOptions['onSettled']>,
): Engine {
  const { config, metrics, log } = parts
  return createEngine({
    ...parts,
    policyOf,
    sends: config.role !== 'api',
    waitsMs: config.retryWaitsMs,
    timeoutMs: config.deliveryTimeoutMs,
    breakerFailures: config.breakerFailures,
    onAccepted: (count) => metrics.accepted.inc(count),
    onAttempt: reportAttempt(log, metrics),
    onSettled,
    onBatch: (deliveries, seconds) => {
      metrics.settleBatch.observe(deliveries)
      metrics.settleSeconds.observe(seconds)
    },
    onRefused: () => metrics.internalFailures.inc({ stage: 'settle' }),
  })
}

/** What keeps events and deliveries for as long as they are to be kept, and tells owners what happened to webhooks. */
export function wireRetention(parts: Parts, notices: Notices) {
  const { config, metrics } = parts
  const webhookNotices = new WebhookNotices({ ...parts, notices })
  const retention = new Retention({
    ...parts,
    retentionMs: config.retentionMs,
    archiveEvents,
    onDropped: (table, kept) => {
      metrics.droppedPartitions.inc({ table })
      metrics.keptRows.inc({ table }, kept)
    },
  })
  const held = new HeldExpiry({
    ...parts,
    heldRetentionMs: config.heldRetentionMs,
    onHeldExpiring: (tx, news) => webhookNotices.heldExpiring(tx, news),
    onHeldExpired: (tx, news) => webhookNotices.heldExpired(tx, news),
    onDiscarded: (reason, count) => metrics.discarded.inc({ reason }, count),
  })
  const chores: Chore[] = [
    { name: 'notices of disabled webhooks', run: () => webhookNotices.sweep() },
    { name: 'retention', run: () => retention.sweep() },
    { name: 'held deliveries', run: () => held.sweep() },
  ]
  return { retention, webhookNotices, chores }
}
