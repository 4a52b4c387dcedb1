import { z } from 'zod'
import { notFound, Problem } from '../contract/errors.ts'
import { type RouteRow, route } from '../contract/route.ts'
import { ping } from '../db/deployment-store.ts'
import { sameSecret } from '../platform/crypto.ts'
import type { Services } from './wiring.ts'

const tag = 'Operation'
const health = z.strictObject({ status: z.literal('ok') })
const ok = { status: 'ok' } as const

/** Health, readiness and metrics. Also served without `/api`. */
export const operatorRoutes = (services: Services): RouteRow[] => [
  route({
    method: 'GET',
    path: '/healthz',
    summary: 'The process is alive',
    tag,
    access: { kind: 'open' },
    success: { status: 200, schema: health },
    handler: async () => ok,
  }),
  route({
    method: 'GET',
    path: '/readyz',
    summary: 'The database and the file storage answer',
    tag,
    access: { kind: 'open' },
    success: { status: 200, schema: health },
    errors: ['unavailable'],
    handler: async () => {
      const { db, storage } = services.parts
      await ping(db)
      await storage.check()
      return ok
    },
  }),
  route({
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus metrics; FABWIRE_METRICS_TOKEN as bearer',
    tag,
    access: { kind: 'operator' },
    success: { status: 200, mediaType: 'text/plain; version=0.0.4; charset=utf-8' },
    errors: ['not_found', 'invalid_token'],
    handler: async (call) => {
      const { config } = services.parts
      // Without a token there is no such page: figures are not for everybody who reaches the port.
      if (config.metricsToken === undefined) throw notFound()
      const given = /^Bearer +(\S+)$/i.exec(call.authorization ?? '')?.[1] ?? ''
      if (!sameSecret(given, config.metricsToken)) throw new Problem('invalid_token')
      return renderMetrics(services)
    },
  }),
]

export async function renderMetrics({ parts, engine, backlog }: Services): Promise<string> {
  await backlog.refresh()
  parts.metrics.busy.set(engine.load.busy)
  parts.metrics.lanes.set(engine.load.lanes)
  return parts.metrics.registry.metrics()
}
