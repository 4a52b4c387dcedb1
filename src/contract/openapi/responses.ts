import { type ErrorCode, errorCatalogue, errorCodes, errorStatus } from '../errors.ts'
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

function success(row: RouteRow, schemas: Schemas): Json {
  const { status, schema, mediaType } = row.success
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
    description: statusWords[status] + (row.secret ? ' Carries a secret that is never shown again.' : ''),
    headers: headerRefs('X-Request-Id', 'RateLimit', 'RateLimit-Policy'),
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
  return { [row.success.status]: success(row, schemas), ...Object.fromEntries(refusals) }
}
