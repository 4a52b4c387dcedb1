import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { notFound, type Problem } from '../contract/errors.ts'
import type { RouteRow } from '../contract/route.ts'
import type { Log } from '../platform/log.ts'
import { closeWithLastAnswer } from './closing.ts'
import { withCompression } from './compression.ts'
import { parseCsvBodies } from './csv.ts'
import { answerClientError, baseHeaders, type OnResponse, observe, securityHeaders } from './envelope.ts'
import { maxBodyBytes, maxHeaderBytes } from './limits.ts'
import { lingerAfterAnswer } from './linger.ts'
import { multipartLimits } from './multipart.ts'
import { problemHandler, sendProblem } from './problems.ts'
import { type RegisterOptions, registerRow } from './register.ts'
import type { Site } from './site/index.ts'
import { decodeUtf8 } from './utf8.ts'

export interface AppOptions extends RegisterOptions {
  rows: readonly RouteRow[]
  log: Log
  /** The site's origin, for links. Known once the port is open, so asked for each time. */
  baseUrl(): string
  /** Host on which the API stands at `/` instead of `/api`. */
  apiHost: string | undefined
  trustProxy: (address: string) => boolean
  /** How long the rest of a body is still read after its answer. */
  lingerMs: number
  onResponse?: OnResponse
  /** Pages beside the API: documentation, dashboard. */
  site?: Site
}

const besideApi = new Set(['/healthz', '/readyz', '/metrics'])

/** True for the API's own host, on whatever port when none is configured. */
const isHost = (host: string | undefined, configured: string | undefined): boolean =>
  host !== undefined &&
  configured !== undefined &&
  [host.toLowerCase(), host.toLowerCase().replace(/:\d+$/, '')].includes(configured)

/** Serves `/healthz` and friends, and on the API's own host everything, from the one table under `/api`. */
const rewriter =
  (apiHost: string | undefined) =>
  ({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string => {
    const path = url.split('?', 1)[0] ?? ''
    const inTable = path === '/api' || path.startsWith('/api/')
    return besideApi.has(path) || (!inTable && isHost(headers.host, apiHost)) ? `/api${url}` : url
  }

/** True for a person's browser outside the API; programs get problem details. */
const wantsPage = ({ method, url, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  !/^\/api(?:[/?]|$)/.test(url) &&
  (headers.accept?.includes('text/html') ?? false)

/** Without these no member can reach into prototypes, however it is escaped. Finding them costs a part of parsing. */
const mayReachPrototype = (text: string): boolean =>
  text.includes('\\u') || text.includes('__proto__') || text.includes('constructor')

/** JSON in UTF-8 and nothing else. No body at all is undefined; `__proto__` and `constructor` are refused. */
function parseJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    let text: string
    try {
      text = decodeUtf8(body)
    } catch (error) {
      return done(error as Problem)
    }
    if (mayReachPrototype(text)) return parse(request, text, done)
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return parse(request, text, done)
    }
    return done(null, value)
  })
}

/** The whole HTTP side as one Fastify instance; a test uses it without a port. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { log } = options
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: maxBodyBytes,
    trustProxy: options.trustProxy,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 0,
    rewriteUrl: rewriter(options.apiHost),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    // Paths that the router does not even look up: not decodable, or with an endless parameter.
    frameworkErrors: (_, request, reply) => {
      reply.headers(baseHeaders(request, options.baseUrl()))
      sendProblem(reply, notFound(), options.baseUrl())
    },
    clientErrorHandler: answerClientError(options.baseUrl),
    http: { maxHeaderSize: maxHeaderBytes },
  }) as unknown as FastifyInstance
  app.decorateRequest('principal', null)
  app.decorateRequest('pathParams', undefined)
  app.setErrorHandler(problemHandler(log, options.baseUrl))
  app.setNotFoundHandler((request, reply) =>
    options.site && wantsPage(request)
      ? options.site.sendNotFound(reply)
      : sendProblem(reply, notFound(), options.baseUrl()),
  )
  securityHeaders(app, options.baseUrl)
  observe(app, log, options.onResponse)
  lingerAfterAnswer(app, options.lingerMs)
  const closing = closeWithLastAnswer(app)
  await app.register(cookie)
  await app.register(
    async (api) => {
      parseJson(api)
      parseCsvBodies(api)
      await api.register(multipart, { limits: multipartLimits })
      api.addHook('onSend', async (_, reply) => {
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      })
      const registerOn = (scope: FastifyInstance, rows: readonly RouteRow[]) => {
        for (const row of rows) registerRow(scope, row, options, closing)
      }
      registerOn(
        api,
        options.rows.filter(({ compressed }) => !compressed),
      )
      await withCompression(api, (scope) =>
        registerOn(
          scope,
          options.rows.filter(({ compressed }) => compressed),
        ),
      )
    },
    { prefix: '/api' },
  )
  await options.site?.register(app)
  return app
}
