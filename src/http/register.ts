import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { notFound, Problem } from '../contract/errors.ts'
import { takesIdempotencyKey } from '../contract/idempotency.ts'
import { Answer, type AnyCall, JsonText, type RouteRow } from '../contract/route.ts'
import type { Principal } from '../domain/access/principal.ts'
import { clientNetwork } from '../platform/client-network.ts'
import { type AuthenticationOptions, authorizeRow, identify, principalName } from './authentication.ts'
import { isUnchanged } from './conditional.ts'
import { refuseTokenInBody } from './credentials.ts'
import { CsvText, readCsv } from './csv.ts'
import { type Idempotency, Replay, readIdempotencyKey, statusOf } from './idempotency.ts'
import { readMultipart, requireForm, type UploadLimits } from './multipart.ts'
import { type RateLimiter, rateLimited } from './rate-limit.ts'
import { closeIfSlow } from './slow-body.ts'
import { refuseUnstorable } from './storable.ts'
import { validate } from './validation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
    /** Path parameters as the row's schema makes them. */
    pathParams: unknown
  }
}

export interface RegisterOptions extends AuthenticationOptions {
  limiter: RateLimiter | null
  /** Also checks what handlers answer against the row's schema: tests do, production does not pay for it. */
  verifyAnswers: boolean
  /** Without it the header means nothing: for tests of this room by itself. */
  idempotency?: Idempotency
  uploads: UploadLimits
  /** How long a body may take to come, uploads aside. */
  bodyTimeoutMs: number
}

const noFields = z.strictObject({})

/** `/projects/{id}` as the router writes it. */
const routerPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

function limit(limiter: RateLimiter | null, key: string, reply: FastifyReply): void {
  if (limiter === null) return
  const take = limiter.take(key)
  reply.headers(limiter.headers(take))
  if (!take.allowed) throw rateLimited(take)
}

/**
 * Identifies the caller within limits. Refused credentials count for the network they come from, so that guessing
 * has a bound too; a good one never does, or a neighbour could use up its share.
 */
async function identifyWithin(
  row: RouteRow,
  request: FastifyRequest,
  reply: FastifyReply,
  options: RegisterOptions,
): Promise<Principal | null> {
  const network = () => clientNetwork(request.ip)
  let principal: Principal | null
  try {
    principal = await identify(row, request, options)
  } catch (error) {
    if (error instanceof Problem) limit(options.limiter, `refused:${network()}`, reply)
    throw error
  }
  // Known from here on, also to what notes a refusal.
  request.principal = principal
  limit(options.limiter, principal ? principalName(principal) : `network:${network()}`, reply)
  return principal
}

function readParams(row: RouteRow, request: FastifyRequest): unknown {
  if (row.params === undefined) return undefined
  const result = row.params.safeParse(request.params)
  if (!result.success) throw notFound()
  return result.data
}

function readBody(row: RouteRow, request: FastifyRequest): unknown {
  if (row.upload) return undefined
  if (request.isMultipart() || request.body instanceof CsvText) throw new Problem('unsupported_media_type')
  refuseTokenInBody(request.body, row.tokenMember)
  // What is said of a leaked token is the same whatever it looks like.
  if (row.tokenMember === undefined) refuseUnstorable(request.body)
  const empty = request.body === undefined || request.body === null
  if (row.body === undefined) {
    const nothing =
      empty || (typeof request.body === 'object' && Object.keys(request.body as object).length === 0)
    if (!nothing) throw new Problem('validation_failed', { errors: [{ path: '', message: 'takes no body' }] })
    return undefined
  }
  return validate(row.body, empty && row.bodyOptional ? {} : request.body)
}

function readQuery(row: RouteRow, request: FastifyRequest): unknown {
  if (row.query === undefined) return undefined
  refuseUnstorable(request.query)
  return validate(row.query, request.query)
}

function endSignal(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const hangUp = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) hangUp.abort()
  })
  return AbortSignal.any([hangUp.signal, closing])
}

/** A `HEAD` is answered without its stream: nobody reads it, and one of events would never end. */
function sendStream(reply: FastifyReply, stream: Readable): FastifyReply {
  if (isUnchanged(reply.request.headers['if-none-match'], reply.getHeader('etag'))) {
    stream.destroy()
    return reply.code(304).removeHeader('content-length').removeHeader('content-type').send()
  }
  if (reply.request.method !== 'HEAD') return reply.send(stream)
  stream.destroy()
  return reply.send(Readable.from([]))
}

/** The shape of what is answered with this status. Throws for one that the row does not name. */
function successOf({ success }: RouteRow, status: number) {
  const found = [success, success.or].find((one) => one?.status === status)
  if (found === undefined) throw new Error(`the row does not answer with ${status}`)
  return found
}

function send(row: RouteRow, reply: FastifyReply, result: unknown, verify: boolean): FastifyReply {
  if (result instanceof Replay) return result.send(reply)
  const body = result instanceof Answer ? result.body : result
  if (result instanceof Answer) reply.headers({ ...result.headers })
  const { status, schema } = successOf(row, statusOf(row, result))
  reply.code(status)
  if (body instanceof Readable) return sendStream(reply, body)
  if (status === 204) return reply.send()
  const text = () => (body instanceof JsonText ? body.text : JSON.stringify(body))
  if (verify && schema) schema.parse(JSON.parse(text()))
  if (row.success.mediaType !== undefined)
    // An answer can say it more exactly, with the text's character set.
    return (reply.hasHeader('content-type') ? reply : reply.type(row.success.mediaType)).send(body)
  return reply.type('application/json; charset=utf-8').send(text())
}

/** By which a proxy says for whom it asks; one that hides it cannot be told from a program of this machine. */
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']

/**
 * Puts one row of the table on the server: identify, limit, authorize, validate, handle, answer. `closing` is
 * aborted when the server begins to stop.
 */
export function registerRow(
  app: FastifyInstance,
  row: RouteRow,
  options: RegisterOptions,
  closing: AbortSignal,
): void {
  const keyed = takesIdempotencyKey(row) ? options.idempotency : undefined
  app.route({
    method: row.method,
    url: routerPath(row.path),
    // Before the body is read: who may not come in sends no megabyte first.
    onRequest: async (request, reply) => {
      if (!row.upload) closeIfSlow(request.raw, options.bodyTimeoutMs)
      const principal = await identifyWithin(row, request, reply, options)
      if (principal) authorizeRow(row, principal)
      request.pathParams = readParams(row, request)
      if (row.upload) requireForm(request)
    },
    handler: async (request, reply) => {
      let signal: AbortSignal | undefined
      const call: AnyCall = {
        principal: request.principal,
        params: request.pathParams,
        query: readQuery(row, request),
        body: row.csv ? await readCsv(request, options.uploads.stallMs) : readBody(row, request),
        requestId: request.id,
        address: request.ip,
        forwarded: proxyHeaders.some((name) => name in request.headers),
        userAgent: request.headers['user-agent'] ?? '',
        authorization: request.headers.authorization,
        cookies: request.cookies,
        readUpload: (receive) => readMultipart(request, row.body ?? noFields, options.uploads, receive),
        get signal() {
          signal ??= endSignal(reply, closing)
          return signal
        },
      }
      const key = keyed && readIdempotencyKey(request)
      const result = await (key
        ? keyed.answer(key, row, call, row.csv ? call.body : request.body)
        : row.handler(call))
      return send(row, reply, result, options.verifyAnswers)
    },
  })
}
