import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Figures of the delivery engine. */
export function createDeliveryMetrics(registry: Registry) {
  const registers = [registry]
  return {
    accepted: new Counter({ name: 'fabwire_events_accepted_total', help: 'Events accepted.', registers }),
    attempts: new Counter({
      name: 'fabwire_delivery_attempts_total',
      help: 'Delivery attempts by what became of the delivery, class of failure, and error code or status class.',
      labelNames: ['outcome', 'class', 'cause'],
      registers,
    }),
    attemptSeconds: new Histogram({
      name: 'fabwire_delivery_attempt_seconds',
      help: 'Duration of delivery attempts.',
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
    firstAttemptSeconds: new Histogram({
      name: 'fabwire_delivery_first_attempt_delay_seconds',
      help: 'From the acceptance of an event, or of a redelivery, to the start of its first attempt.',
      buckets: [0.002, 0.004, 0.008, 0.016, 0.04, 0.1, 0.5, 2, 10, 60, 600],
      registers,
    }),
    busy: new Gauge({
      name: 'fabwire_deliveries_busy',
      help: 'Deliveries in flight or not yet settled on this node.',
      registers,
    }),
    lanes: new Gauge({ name: 'fabwire_lanes_held', help: 'Endpoints this node sends for.', registers }),
    settleBatch: new Histogram({
      name: 'fabwire_settle_batch_deliveries',
      help: 'Outcomes written in one statement.',
      buckets: [1, 2, 5, 10, 25, 50, 100, 200, 500],
      registers,
    }),
    settleSeconds: new Histogram({
      name: 'fabwire_settle_seconds',
      help: 'Duration of the statement that writes outcomes.',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
      registers,
    }),
    internalFailures: new Counter({
      name: 'fabwire_delivery_internal_failures_total',
      help: 'Failures on our side, by stage: the attempt, or storing its outcome. They count against no receiver.',
      labelNames: ['stage'],
      registers,
    }),
    stalls: new Counter({
      name: 'fabwire_delivery_stalled_attempts_total',
      help: 'Attempts cut short because this process stood still for longer than the deadline.',
      registers,
    }),
    backlog: new Gauge({
      name: 'fabwire_backlog_deliveries',
      help: 'Deliveries that wait, in the whole deployment: due, for a later try, or held for a disabled endpoint.',
      labelNames: ['audience', 'state'],
      registers,
    }),
    backlogAge: new Gauge({
      name: 'fabwire_backlog_age_seconds',
      help: 'How long ago the earliest of them was due.',
      labelNames: ['audience', 'state'],
      registers,
    }),
    endpoints: new Gauge({
      name: 'fabwire_endpoints',
      help: 'Webhooks in the whole deployment.',
      labelNames: ['audience', 'status'],
      registers,
    }),
    partitions: new Gauge({
      name: 'fabwire_partitions',
      help: 'Tables of a day, those ahead included.',
      labelNames: ['table'],
      registers,
    }),
    droppedPartitions: new Counter({
      name: 'fabwire_retention_dropped_partitions_total',
      help: 'Days dropped by this node.',
      labelNames: ['table'],
      registers,
    }),
    keptRows: new Counter({
      name: 'fabwire_retention_kept_rows_total',
      help: 'Rows kept from dropped days, because something waits for them.',
      labelNames: ['table'],
      registers,
    }),
    discarded: new Counter({
      name: 'fabwire_deliveries_discarded_total',
      help: 'Deliveries given up by this node: held for too long, or for a webhook that is gone.',
      labelNames: ['reason'],
      registers,
    }),
  }
}
