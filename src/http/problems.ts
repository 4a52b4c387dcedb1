import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, Problem } from '../contract/errors.ts'
import { DatabaseUnavailableError } from '../db/port.ts'
import type { Log } from '../platform/log.ts'
import { StorageLimitError, StorageUnavailableError } from '../platform/storage/index.ts'

/** What Fastify itself refuses, as codes of ours. */
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
  FST_REQ_FILE_TOO_LARGE: 'payload_too_large',
  FST_PARTS_LIMIT: 'payload_too_large',
  FST_FILES_LIMIT: 'payload_too_large',
  FST_FIELDS_LIMIT: 'payload_too_large',
}

/** The problem that an error becomes. What is not known is `internal`, and its words stay in the log. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DatabaseUnavailableError || error instanceof StorageUnavailableError)
    return new Problem('unavailable', { cause: error, headers: { 'retry-after': '5' } })
  if (error instanceof StorageLimitError)
    return new Problem('payload_too_large', { detail: `A file may have at most ${error.maxBytes} bytes.` })
  const { code, statusCode } = error as Partial<FastifyError>
  const known = frameworkCodes[code ?? '']
  if (known !== undefined) return new Problem(known, { cause: error })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem('malformed_request', { cause: error })
  return new Problem('internal', { cause: error })
}

/** RFC 6750: what is wrong with the credential, for the client's library. */
function challenge(problem: Problem): string | undefined {
  if (problem.code === 'unauthenticated') return 'Bearer realm="fabwire"'
  if (problem.code === 'insufficient_scope')
    return `Bearer realm="fabwire", error="insufficient_scope", scope="${problem.options.members?.scope ?? ''}"`
  return problem.status === 401 ? 'Bearer realm="fabwire", error="invalid_token"' : undefined
}

/** Answers with RFC 9457 problem details. */
export function sendProblem(reply: FastifyReply, problem: Problem, base: string): FastifyReply {
  const authenticate = challenge(problem)
  if (authenticate !== undefined) reply.header('www-authenticate', authenticate)
  return reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', ...problem.options.headers })
    .type('application/problem+json')
    .send(JSON.stringify(problem.toBody(base, reply.request.id)))
}

/** The error handler of the whole app. */
export const problemHandler =
  (log: Log, base: () => string) => (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = asProblem(error)
    if (problem.status >= 500)
      log.error({ request_id: request.id, err: problem.options.cause ?? problem }, 'request failed')
    return sendProblem(reply, problem, base())
  }
