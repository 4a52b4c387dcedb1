import { z } from 'zod'
import { type ErrorCode, errorCatalogue, errorCodes, errorStatus } from '../errors.ts'
import { replayedHeader, secretMembers, takesIdempotencyKey } from '../idempotency.ts'
import type { RouteRow } from '../route.ts'
import type { Json } from './json.ts'
import { possibleErrors } from './possible-errors.ts'
import { type Schemas, schemaRef } from './schemas.ts'

/** RFC 9457 problem details, as `Problem.toBody` writes them. Codes may have members of their own besides. */
export const problemSchema: Json = {
  type: 'object',
  description: 'Why a request was refused or failed (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The page about this code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: errorCodes },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request’s id, as in X-Request-Id.' },
    errors: {
      type: 'array',
      description: 'What is wrong with the input, member by member.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}

const header = (description: string, type = 'string'): Json => ({ description, schema: { type } })

export const headers: Json = {
  'X-Request-Id': header('Names the request in the log.'),
  RateLimit: header('What remains of the quota (r) and the seconds until it is whole again (t).'),
  'RateLimit-Policy': header('The quota (q) and its window in seconds (w).'),
  'Retry-After': header('Seconds to wait.', 'integer'),
  [replayedHeader]: header('`true` where this is the answer of an earlier request with the same key.'),
  'WWW-Authenticate': header('What is wrong with the credential (RFC 6750).'),
}

const headerRefs = (...names: string[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))

const extraHeaders: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate',
  403: 'WWW-Authenticate',
  429: 'Retry-After',
  503: 'Retry-After',
}

const statusWords = { 200: 'Done.', 201: 'Made.', 202: 'Queued.', 204: 'Done; nothing to say.' } as const

const secretsOf = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? secretMembers.filter((member) => member in schema.shape) : []

/** The schema of an answer that may be a replay, which lacks what is shown only once. */
function maybeReplayed(schema: z.ZodType): z.ZodType {
  const secrets = secretsOf(schema)
  if (!(schema instanceof z.ZodObject) || secrets.length === 0) return schema
  return schema.extend(Object.fromEntries(secrets.map((member) => [member, schema.shape[member].optional()])))
}

function successWords(row: RouteRow): string {
  const { status, schema } = row.success
  const secrets = secretsOf(schema).map((member) => `\`${member}\``)
  return [
    statusWords[status],
    row.secret && 'Carries a secret that is never shown again.',
    secrets.length > 0 && takesIdempotencyKey(row) && `A replayed answer lacks ${secrets.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function success(row: RouteRow, schemas: Schemas, keyed: boolean): Json {
  const { status, mediaType } = row.success
  const schema = row.success.schema && keyed ? maybeReplayed(row.success.schema) : row.success.schema
  const content =
    status === 204 || (schema === undefined && mediaType === undefined)
      ? {}
      : {
          content: {
            [mediaType ?? 'application/json']: {
              schema: schema ? schemas.convert(schema, 'output') : { type: 'string' },
            },
          },
        }
  return {
    description: successWords(row),
    headers: headerRefs('X-Request-Id', 'RateLimit', 'RateLimit-Policy', ...(keyed ? [replayedHeader] : [])),
    ...content,
  }
}

function problem(status: number, codes: readonly ErrorCode[]): Json {
  const extra = extraHeaders[status]
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code][2]}`).join('\n\n'),
    headers: headerRefs('X-Request-Id', ...(extra ? [extra] : [])),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [schemaRef('Problem')],
          properties: { status: { const: status }, code: { enum: codes } },
        },
      },
    },
  }
}

/**
 * Every response of a row by status. Refusals are shared: `shared` collects them as components, named by status
 * and codes, since most rows refuse for the same reasons.
 */
export function responses(row: RouteRow, schemas: Schemas, shared: Map<string, Json>): Json {
  const byStatus = Map.groupBy(possibleErrors(row), errorStatus)
  const refusals = [...byStatus].map(([status, codes]) => {
    const name = [status, ...codes].join('.')
    if (!shared.has(name)) shared.set(name, problem(status, codes))
    return [status, { $ref: `#/components/responses/${name}` }]
  })
  const { or, ...first } = row.success
  const keyed = takesIdempotencyKey(row)
  const answer = (given: RouteRow['success']) => success({ ...row, success: given }, schemas, keyed)
  return {
    [first.status]: answer(first),
    ...(or && { [or.status]: { ...answer(or), description: or.description } }),
    ...Object.fromEntries(refusals),
  }
}
