import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from '../platform/config.ts'
import { renderMetrics } from './operator-routes.ts'
import type { Services } from './wiring.ts'

/** Serves `/metrics` on a port of its own, for a network that only the operator reaches. Resolves with how to stop. */
export async function startMetricsServer(services: Services): Promise<() => Promise<void>> {
  const { config, log } = services.parts
  if (config.metricsPort === undefined) return async () => {}
  const server = createServer((request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') return void response.writeHead(404).end()
    renderMetrics(services).then(
      (text) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portInUse(config.metricsPort) : error),
    )
    server.listen(config.metricsPort, config.host, resolve)
  })
  log.info({ port: (server.address() as AddressInfo).port }, 'metrics served')
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
}

const portInUse = (port: number | undefined) =>
  new ConfigError('FABWIRE_METRICS_PORT', 'a port that is not in use', String(port))
