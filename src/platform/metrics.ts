import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { createDeliveryMetrics } from './delivery-metrics.ts'

export type Metrics = ReturnType<typeof createMetrics>
export type DeliveryMetrics = ReturnType<typeof createDeliveryMetrics>

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
    ...createDeliveryMetrics(registry),
  }
}
