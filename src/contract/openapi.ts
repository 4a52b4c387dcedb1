import { securitySchemes } from './openapi/access.ts'
import type { Json } from './openapi/json.ts'
import { operation } from './openapi/operation.ts'
import { headers, problemSchema } from './openapi/responses.ts'
import { Schemas } from './openapi/schemas.ts'
import { webhooks, webhooksTag } from './openapi/webhooks.ts'
import type { RouteRow } from './route.ts'

export { possibleErrors } from './openapi/possible-errors.ts'

export interface OpenApiInfo {
  version: string
  /** Where the rows' paths begin, without a slash at the end. Default `/api` of the host that serves the document. */
  serverUrl?: string
}

const description = [
  'Customers and the shop’s own programs do here what the dashboard does.',
  'JSON in and out, snake_case; times are ISO 8601 UTC with milliseconds; money is integer minor units and a currency.',
  'Send exactly one credential. What is refused answers with `application/problem+json`, whose `type` is a page that says what to do.',
].join('\n\n')

function pathsOf(rows: readonly RouteRow[], schemas: Schemas, sharedResponses: Map<string, Json>): Json {
  const paths: Record<string, Record<string, Json>> = {}
  const takenIds = new Set<unknown>()
  for (const row of rows) {
    const made = operation(row, schemas, sharedResponses)
    const item = paths[row.path] ?? {}
    paths[row.path] = item
    const method = row.method.toLowerCase()
    if (method in item || takenIds.has(made.operationId))
      throw new Error(`${row.method} ${row.path}: there is another ${made.operationId}`)
    takenIds.add(made.operationId)
    item[method] = made
  }
  return paths
}

/**
 * The OpenAPI 3.1 document of a table of routes and of the events that are sent. Pure: the same rows give the same
 * document, so it can be compared with a stored one. Throws on rows that contradict themselves.
 */
export function openApiDocument(rows: readonly RouteRow[], info: OpenApiInfo): Json {
  const schemas = new Schemas()
  const sharedResponses = new Map<string, Json>()
  schemas.add('Problem', problemSchema)
  const paths = pathsOf(rows, schemas, sharedResponses)
  const sent = webhooks(schemas)
  const tags = new Set([...rows.map((row) => row.tag), webhooksTag])
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fabwire API',
      version: info.version,
      description,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: info.serverUrl ?? '/api' }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    webhooks: sent,
    components: {
      schemas: schemas.toJson(),
      responses: Object.fromEntries(sharedResponses),
      headers,
      securitySchemes,
    },
  }
}
