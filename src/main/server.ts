import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Db } from '../db/port.ts'
import { readTimeMs } from '../db/time.ts'
import type { SetUp } from '../features/accounts/index.ts'
import { createApp } from '../http/app.ts'
import { requestLimiter } from '../http/rate-limit.ts'
import { siteOf } from '../http/site/index.ts'
import { type Config, isExposed, isPublic } from '../platform/config.ts'
import { randomHex } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'
import { addressIn, createOutbound } from '../platform/outbound/index.ts'
import { SteadyClock } from '../platform/steady-clock.ts'
import { version } from '../platform/version.ts'
import { openMigratedDatabase } from './database.ts'
import { openMasterKey } from './master-key.ts'
import { startMetricsServer } from './metrics-server.ts'
import { startOperatorSocket } from './operator-socket.ts'
import { allRoutes } from './routes.ts'
import { openStorage } from './storage.ts'
import { type Parts, type Services, wire } from './wiring.ts'

export interface RunningServer {
  /** Where it listens. */
  url: string
  services: Services
  stop(): Promise<void>
}

/** Long enough for a telephone between two cells; a sender that is merely slow is never cut off. */
const uploadStallMs = 20_000
const lingerMs = 15_000
/** A mebibyte of JSON at 35 kB/s. */
const bodyTimeoutMs = 30_000

/** The HTTP side of the services, without a port. */
export function createServerApp(services: Services, verifyAnswers = false): Promise<FastifyInstance> {
  const { parts } = services
  const { config, log, clock, metrics } = parts
  const rows = allRoutes(services)
  return createApp({
    rows,
    log,
    baseUrl: parts.baseUrl,
    apiHost: config.apiHost,
    authenticate: services.authenticate,
    sessionCookie: services.cookie.name,
    ownOrigins: () => ownOrigins(parts),
    limiter: requestLimiter(config.rateLimit, clock),
    verifyAnswers,
    idempotency: services.idempotency,
    uploads: { maxFileBytes: config.maxUploadBytes, stallMs: uploadStallMs },
    lingerMs,
    bodyTimeoutMs,
    trustProxy: (address) => config.trustedProxies.some((range) => addressIn(range, address)),
    onResponse: (route, method, status, seconds, principal) => {
      metrics.httpSeconds.observe({ method, route, status }, seconds)
      if (principal?.kind === 'pat') services.tokens.countUse(principal.tokenId, status)
    },
    site: siteOf({
      rows,
      settings: config,
      baseUrl: parts.baseUrl,
      apiUrl: () => apiUrl(parts),
      version,
      sessionCookie: services.cookie.name,
    }),
  })
}

/** Where programs find the API. */
function apiUrl({ baseUrl, config }: Parts): string {
  const site = baseUrl()
  return config.apiHost === undefined ? `${site}/api` : `${new URL(site).protocol}//${config.apiHost}`
}

/** Origins whose pages may use the cookie: the site's, its API host's, and on this machine all names of loopback. */
function ownOrigins({ baseUrl, config }: Parts): string[] {
  const { protocol, hostname, port, origin } = new URL(baseUrl())
  const onThisMachine = loopbackNames.includes(hostname)
  const aliases = onThisMachine
    ? loopbackNames.map((name) => `${protocol}//${name}${port && `:${port}`}`)
    : []
  return [origin, ...aliases, ...(config.apiHost ? [`${protocol}//${config.apiHost}`] : [])]
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** A stranger who reaches the server first must not become its owner (product.md, "Signing in"). */
function setUpOf(config: Config): SetUp {
  return {
    token: config.setupToken ?? randomHex(16),
    alwaysNeeded: config.setupToken !== undefined || isExposed(config),
  }
}

function warn(config: Config, log: Log): void {
  if (config.insecureTargets.length > 0)
    log.warn(
      { networks: config.insecureTargets.map(({ text }) => text) },
      'FABWIRE_ALLOW_INSECURE_TARGETS: webhooks may go to these networks without https',
    )
}

/** Nodes whose clocks differ agree on the database's time; alone with its database, a process goes by the machine's. */
async function startClock(db: Db): Promise<SteadyClock> {
  const clock =
    db.kind === 'pglite'
      ? new SteadyClock({ source: Date.now, followMs: 1_000 })
      : new SteadyClock({ source: () => readTimeMs(db), followMs: 5_000 })
  await clock.start()
  return clock
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  await app.listen({ host: config.host, port: config.port })
  const { address, port, family } = app.server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** The embedded database has one process, which does all of it (contract.md, "Configuration"). */
const withFeasibleRole = (config: Config): Config =>
  config.databaseUrl === undefined ? { ...config, role: 'all' } : config

/** Starts everything; the port opens last, when all that a request needs is there. */
export async function startServer(given: Config, log: Log): Promise<RunningServer> {
  const config = withFeasibleRole(given)
  warn(config, log)
  const database = await openMigratedDatabase(config, log)
  const undo: (() => Promise<unknown>)[] = [database.close]
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    let url = ''
    const outbound = createOutbound({ now: Date.now })
    const clock = await startClock(database.db)
    undo.push(async () => clock.stop())
    const setup = setUpOf(config)
    const parts: Parts = {
      config,
      db: database.db,
      clock,
      log,
      masterKey: await openMasterKey(config, database.db),
      // With the embedded database the folder is locked.
      storage: await openStorage(config, { alone: config.databaseUrl === undefined }),
      outbound,
      metrics: createMetrics(),
      setup,
      // Mails can be written before the port is open; with any free port, they have to wait for it.
      baseUrl: () => config.baseUrl ?? `http://localhost:${config.port || new URL(url).port}`,
    }
    const services = wire(parts)
    clock.onJump = (byMs) => {
      log.warn({ by_ms: Math.round(byMs) }, 'the clock jumps')
      return services.engine.clockJumps(byMs)
    }
    await services.retention.prepare()
    await services.start()
    undo.push(() => services.stop().then(() => outbound.close()))
    const app = await createServerApp(services)
    undo.push(() => app.close())
    undo.push(await startMetricsServer(services))
    undo.push(await startOperatorSocket({ database, config, log }))
    url = await listen(app, config)
    if ((setup.alwaysNeeded || isPublic(config)) && (await services.accounts.needsSetUp()))
      process.stdout.write(`set-up token for the first workspace: ${setup.token}\n`)
    return { url, services, stop }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}
