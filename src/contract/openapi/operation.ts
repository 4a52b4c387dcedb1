import type { z } from 'zod'
import { idempotencyKeyForm, takesIdempotencyKey } from '../idempotency.ts'
import type { RouteRow } from '../route.ts'
import { accessExtension, accessInWords, security } from './access.ts'
import { isJson, type Json } from './json.ts'
import { operationId } from './operation-id.ts'
import { responses } from './responses.ts'
import type { Schemas } from './schemas.ts'

const rowName = (row: RouteRow): string => `${row.method} ${row.path}`

/** The members of an object schema as parameters. */
function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  row: RouteRow,
  schemas: Schemas,
): Json[] {
  if (schema === undefined) return []
  const { properties, required } = schemas.resolve(schemas.convert(schema, 'input'))
  if (!isJson(properties)) throw new Error(`${rowName(row)}: its ${place} parameters are no object schema`)
  return Object.entries(properties).map(([name, member]) => {
    const { description, ...rest } = isJson(member) ? member : {}
    const isRequired = place === 'path' || (Array.isArray(required) && required.includes(name))
    return {
      name,
      in: place,
      ...(isRequired && { required: true }),
      ...(typeof description === 'string' && { description }),
      schema: rest,
    }
  })
}

function checkPath(row: RouteRow, declared: readonly Json[]): void {
  const inPath = [...row.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  const names = declared.map((parameter) => parameter.name)
  if (inPath.toSorted().join() !== names.toSorted().join())
    throw new Error(`${rowName(row)}: params must declare ${inPath.join(', ') || 'nothing'}`)
}

/** contract.md, "Writes": on every POST that makes something. */
const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Names this request among yours on this path; a UUID, say. The same key with the same body gets the first answer again for 24 hours, without its secrets; with another body it is refused. After a failure the key is free again.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: idempotencyKeyForm.source },
}

function requestBody(row: RouteRow, schemas: Schemas): Json {
  const schema = row.body && schemas.convert(row.body, 'input')
  if (row.upload) {
    const form = schema && schemas.resolve(schema)
    const fields = isJson(form?.properties) ? form.properties : {}
    const file = {
      type: 'string',
      contentMediaType: 'application/octet-stream',
      description: 'The file; several parts of this name are several files.',
    }
    const multipart = { type: 'object', required: ['file'], properties: { ...fields, file } }
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema: multipart } } } }
  }
  if (schema === undefined) return {}
  if (row.csv) {
    const form = { type: 'object', required: ['file'], properties: { file: schema } }
    const content = { 'text/csv': { schema }, 'multipart/form-data': { schema: form } }
    return { requestBody: { required: true, content } }
  }
  return { requestBody: { required: !row.bodyOptional, content: { 'application/json': { schema } } } }
}

/** One row of the table as an operation of the document. Throws on a row that could not be documented truly. */
export function operation(row: RouteRow, schemas: Schemas, sharedResponses: Map<string, Json>): Json {
  const path = parametersOf(row.params, 'path', row, schemas)
  checkPath(row, path)
  const query = parametersOf(row.query, 'query', row, schemas)
  const parameters = [...path, ...query, ...(takesIdempotencyKey(row) ? [idempotencyKey] : [])]
  const isList = query.some((parameter) => parameter.name === 'cursor')
  const kind = isList ? 'list' : row.success.status === 201 ? 'creation' : 'other'
  return {
    operationId: row.operationId ?? operationId(row.method, row.path, kind),
    summary: row.summary,
    description: [row.description, accessInWords(row.access)].filter(Boolean).join('\n\n'),
    tags: [row.tag],
    security: security(row.access),
    'x-access': accessExtension(row.access),
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(row, schemas),
    responses: responses(row, schemas, sharedResponses),
  }
}
