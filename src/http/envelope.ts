import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../contract/errors.ts'
import type { Principal } from '../domain/access/principal.ts'
import type { Log } from '../platform/log.ts'
import { principalName } from './authentication.ts'

/**
 * On every answer. A page that needs more than this policy allows sets its own; none may run inline script.
 */
const defaultPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** What every answer carries. `base`: the site's origin; where it is https, browsers stay with https. */
export const baseHeaders = (request: FastifyRequest, base: string): Record<string, string> => ({
  'x-request-id': request.id,
  'content-security-policy': defaultPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  ...(base.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
})

export function securityHeaders(app: FastifyInstance, base: () => string): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(baseHeaders(request, base()))
  })
}

/** Told of every answer, by the route's pattern. `principal`: null where nobody was identified. */
export type OnResponse = (
  route: string,
  method: string,
  status: number,
  seconds: number,
  principal: Principal | null,
) => void

/** One line per request, by route pattern: a URL could carry what a log must not keep. */
export function observe(app: FastifyInstance, log: Log, onResponse?: OnResponse): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '(none)'
    const seconds = reply.elapsedTime / 1_000
    onResponse?.(route, request.method, reply.statusCode, seconds, request.principal)
    log.info(
      {
        request_id: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
        address: request.ip,
        ...(request.principal && { principal: principalName(request.principal) }),
      },
      'request',
    )
  })
}

/** Answers what is not even HTTP (smuggling, an endless header) and closes: nothing after it can be trusted. */
export const answerClientError =
  (base: () => string) => (error: Error & { code?: string }, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const problem = new Problem(
      error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'malformed_request',
    )
    const requestId = randomUUID()
    const body = JSON.stringify(problem.toBody(base(), requestId))
    const reason = problem.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'
    socket.end(
      [
        `HTTP/1.1 ${problem.status} ${reason}`,
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    )
  }
