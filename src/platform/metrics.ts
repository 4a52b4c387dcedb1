import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** All figures the program keeps of itself, for Prometheus. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'fabwire_http_request_seconds',
      help: 'Time to answer a request, by route pattern.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    accepted: new Counter({ name: 'fabwire_events_accepted_total', help: 'Events accepted.', registers }),
    attempts: new Counter({
      name: 'fabwire_delivery_attempts_total',
      help: 'Delivery attempts by outcome and error code or status class.',
      labelNames: ['outcome', 'cause'],
      registers,
    }),
    attemptSeconds: new Histogram({
      name: 'fabwire_delivery_attempt_seconds',
      help: 'Duration of delivery attempts.',
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
    busy: new Gauge({
      name: 'fabwire_deliveries_busy',
      help: 'Deliveries in flight or not yet settled on this node.',
      registers,
    }),
    lanes: new Gauge({ name: 'fabwire_lanes_held', help: 'Endpoints this node sends for.', registers }),
  }
}
