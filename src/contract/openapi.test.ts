import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { pathId } from './common.ts'
import { errorCodes, errorStatus, Problem } from './errors.ts'
import { eventTypes, exampleEnvelope } from './events/index.ts'
import { isJson, type Json } from './openapi/json.ts'
import { own, part, row, rows } from './openapi/testing/sample-rows.ts'
import { openApiDocument, possibleErrors } from './openapi.ts'
import type { RouteRow } from './route.ts'

const document = openApiDocument(rows, { version: '1.2.3' })

/** The value behind a JSON pointer of the document. */
const at = (pointer: string): unknown =>
  pointer
    .replace(/^#\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => (isJson(value) ? value[step] : undefined), document)

function* everyObject(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const item of value) yield* everyObject(item)
  if (!isJson(value)) return
  yield value
  for (const item of Object.values(value)) yield* everyObject(item)
}

interface Operation extends Json {
  operationId: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Json }[]
  security: Record<string, string[]>[]
  responses: Record<string, Json>
  requestBody?: { required: boolean; content: Record<string, { schema: Json; example?: unknown }> }
  'x-access': Json
}
const operationsOf = (items: unknown): [where: string, Operation][] =>
  Object.entries(items as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, made]): [string, Operation] => [`${method} ${path}`, made]),
  )
const operations = operationsOf(document.paths)
const sent = operationsOf(document.webhooks)
const named = (where: string): Operation => operations.find(([name]) => name === where)?.[1] as Operation

describe('the structure of OpenAPI 3.1', () => {
  it('says what it is', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3', title: 'Fabwire API' },
      servers: [{ url: '/api' }],
    })
    expect(openApiDocument([], { version: '1', serverUrl: 'https://api.example.com' })).toMatchObject({
      servers: [{ url: 'https://api.example.com' }],
      paths: {},
    })
  })

  it('is JSON: nothing undefined, nothing that cannot be written', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    for (const object of everyObject(document)) expect(Object.values(object)).not.toContain(undefined)
  })

  it('has no reference that leads nowhere', () => {
    const refs = [...everyObject(document)]
      .map((object) => object.$ref)
      .filter((ref) => typeof ref === 'string')
    expect(refs.length).toBeGreaterThan(50)
    for (const ref of refs) expect(at(ref), ref).toBeDefined()
  })

  it('names operations once each, events included', () => {
    const ids = [...operations, ...sent].map(([, made]) => made.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(operations.map(([, made]) => made.operationId)).toEqual([
      'listProjects',
      'createProject',
      'getProject',
      'createProjectFile',
      'getProjectFileContent',
      'postWebhookDisable',
      'postEvents',
      'deleteToken',
      'postAuthSignIn',
      'getToken',
      'getMetrics',
    ])
  })

  it('declares exactly the parameters of each path, all required, and no parameter twice', () => {
    for (const [where, { parameters = [] }] of operations) {
      const inPath = [...where.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const declared = parameters.filter((parameter) => parameter.in === 'path')
      expect(declared.map((parameter) => parameter.name).sort()).toEqual(inPath.sort())
      expect(declared.every((parameter) => parameter.required)).toBe(true)
      const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  it('has component names, responses and security as the specification wants them', () => {
    const components = document.components as Record<string, Json>
    for (const group of Object.values(components))
      for (const name of Object.keys(group)) expect(name).toMatch(/^[a-zA-Z0-9._-]+$/)
    for (const response of Object.values(components.responses ?? {}))
      expect(response).toHaveProperty('description')
    for (const [where, made] of [...operations, ...sent]) {
      expect(
        Object.keys(made.responses).filter((status) => /^2/.test(status)),
        where,
      ).toHaveLength(1)
      for (const requirement of made.security)
        for (const scheme of Object.keys(requirement))
          expect(components.securitySchemes).toHaveProperty(scheme)
    }
  })

  it('has schemas that compile', () => {
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    ajv.addSchema({ $id: 'doc', components: document.components })
    for (const name of Object.keys((document.components as Record<string, Json>).schemas ?? {}))
      expect(() => ajv.compile({ $ref: `doc#/components/schemas/${name}` })).not.toThrow()
  })

  it('is the same for the same rows', () => {
    expect(JSON.stringify(openApiDocument(rows, { version: '1.2.3' }))).toBe(JSON.stringify(document))
  })
})

describe('what an operation says', () => {
  it('query parameters as a client sends them', () => {
    const parameters = named('get /projects').parameters ?? []
    expect(parameters.map((parameter) => [parameter.name, parameter.required ?? false])).toEqual([
      ['limit', false],
      ['cursor', false],
      ['from', false],
      ['name', true],
    ])
    expect(parameters[0]?.schema).toMatchObject({ type: 'integer', default: 50, maximum: 200 })
    expect(parameters[2]?.schema).toMatchObject({ type: 'string', format: 'date-time' })
    expect(parameters[3]).toMatchObject({ description: 'Part of it.', schema: { type: 'string' } })
  })

  it('one component per named schema, a second where the shapes differ', () => {
    expect(at('#/components/schemas/Project')).toHaveProperty('properties.created_at')
    expect(at('#/components/schemas/Project2')).toHaveProperty('properties.limit')
    expect(named('get /projects/{id}').responses['200']).toHaveProperty(
      ['content', 'application/json', 'schema', '$ref'],
      '#/components/schemas/Project',
    )
  })

  it('bodies: JSON, optional JSON, a form with files, none', () => {
    expect(named('post /projects').requestBody).toMatchObject({ required: true })
    expect(named('post /webhooks/{id}/disable').requestBody).toMatchObject({ required: false })
    const form = named('post /projects/{id}/files').requestBody?.content['multipart/form-data']
    expect(form?.schema).toMatchObject({
      required: ['file'],
      properties: {
        file: { contentMediaType: 'application/octet-stream' },
        kind: { enum: ['cad', 'drawing'] },
      },
    })
    expect(named('get /projects').requestBody).toBeUndefined()
  })

  it('Idempotency-Key on what makes something, nowhere else', () => {
    const withKey = operations.filter(([, made]) =>
      made.parameters?.some((one) => one.name === 'Idempotency-Key'),
    )
    expect(withKey.map(([where]) => where)).toEqual([
      'post /projects',
      'post /projects/{id}/files',
      'post /events',
    ])
  })

  it('a replay of it: the header on what takes a key, and no answer required to show its secret twice', () => {
    const secret = z.strictObject({ id: z.string(), secret: z.string() }).meta({ id: 'Shown' })
    const twice = (over: Partial<RouteRow>) => {
      const made = openApiDocument([row({ method: 'POST', secret: true, ...over })], { version: '1' })
      return operationsOf(made.paths)[0]?.[1].responses as Record<string, Json>
    }
    const schemaOf = (response: Json | undefined) =>
      (response as { content: Record<string, { schema: Json }> }).content['application/json']?.schema
    const keyed = twice({ access: own, success: { status: 201, schema: secret } })['201']
    expect(keyed).toHaveProperty('headers.Idempotency-Replayed')
    expect(keyed?.description).toBe(
      'Made. Carries a secret that is never shown again. A replayed answer lacks `secret`.',
    )
    expect(schemaOf(keyed)).toMatchObject({ required: ['id'], properties: { secret: { type: 'string' } } })
    const unkeyed = twice({ access: own, success: { status: 200, schema: secret } })['200']
    expect(unkeyed).not.toHaveProperty('headers.Idempotency-Replayed')
    expect(unkeyed?.description).toBe('Done. Carries a secret that is never shown again.')
    expect(schemaOf(unkeyed)).toEqual({ $ref: '#/components/schemas/Shown' })
    for (const [where, made] of operations) {
      const takesKey = made.parameters?.some((one) => one.name === 'Idempotency-Key') ?? false
      expect('409' in made.responses && '422' in made.responses, where).toBe(takesKey)
    }
  })

  it('who may call it, for programs and in words', () => {
    expect(named('get /projects').security).toEqual([
      { session: [] },
      { pat: ['read:projects'] },
      { tenantKey: ['api'] },
    ])
    expect(named('post /events').security).toEqual([{ tenantKey: ['api'] }, { tenantKey: ['admin'] }])
    expect(named('delete /tokens/{id}').security).toEqual([{ session: [] }, { pat: [] }])
    expect(named('post /auth/sign-in').security).toEqual([])
    expect(named('get /token').security).toEqual([{ session: [] }, { pat: [] }, { tenantKey: [] }])
    expect(named('get /metrics').security).toEqual([{ operator: [] }])
    expect(named('post /webhooks/{id}/disable')['x-access']).toEqual({
      kind: 'granted',
      scope: 'write:webhooks',
      key_scopes: ['admin'],
      roles: ['customer', 'manager', 'admin', 'owner'],
      gate: 'webhooks',
      words:
        'Takes the session of a user with role customer, manager, admin, owner; or a personal access token of such a user with `write:webhooks` or full access; or a tenant API key with `admin`. Members and keys pass the Integrations gate (webhooks): enterprise plan, and Admin or Manager by membership.',
    })
  })

  it('both answers, where the input decides between two', () => {
    const either = row({
      method: 'POST',
      description: 'Counts first.',
      access: own,
      success: {
        status: 202,
        schema: z.strictObject({ made: z.int() }),
        or: { status: 200, schema: z.strictObject({ count: z.int() }), description: 'Counted only.' },
      },
    })
    const { paths } = openApiDocument([either], { version: '1' })
    const [[, operation]] = operationsOf(paths) as [[string, Operation]]
    const { 200: counted, 202: made } = operation.responses
    expect(counted).toMatchObject({
      description: 'Counted only.',
      headers: { 'Idempotency-Replayed': {} },
      content: { 'application/json': { schema: { required: ['count'] } } },
    })
    expect(made).toMatchObject({ content: { 'application/json': { schema: { required: ['made'] } } } })
    expect(operation.description).toMatch(/^Counts first\.\n\n/)
  })

  it('every problem it can answer with, by status, with its codes', () => {
    for (const each of rows) {
      const made = named(`${each.method.toLowerCase()} ${each.path}`)
      const codes = possibleErrors(each)
      const statuses = Object.keys(made.responses).map(Number)
      expect(statuses).toEqual(
        [...new Set([each.success.status, ...codes.map(errorStatus)])].sort((a, b) => a - b),
      )
      for (const status of new Set(codes.map(errorStatus))) {
        const response = at(String(made.responses[status]?.$ref))
        expect(response).toHaveProperty(
          ['content', 'application/problem+json', 'schema', 'properties', 'code', 'enum'],
          codes.filter((code) => errorStatus(code) === status),
        )
      }
    }
  })
})

test('the Problem schema accepts what problems look like', () => {
  const ajv = new Ajv2020()
  addFormats.default(ajv)
  const accepts = ajv.compile(at('#/components/schemas/Problem') as Json)
  for (const code of errorCodes) {
    const problem = new Problem(code, {
      errors: [{ path: 'name', message: 'is too long' }],
      members: { more: 1 },
    })
    expect(accepts(problem.toBody('https://fab.example.com', 'r-1')), code).toBe(true)
  }
  expect(accepts({ code: 'not_found' })).toBe(false)
})

test('the events that are sent: each with its schema, an example that fits it, and the headers', () => {
  expect(Object.keys(document.webhooks as Json)).toEqual([...eventTypes])
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'doc', components: document.components })
  for (const [where, made] of sent) {
    const { schema, example } = made.requestBody?.content['application/json'] ?? { schema: {} }
    expect(ajv.compile({ $ref: `doc${schema.$ref}` })(example), where).toBe(true)
    expect(made.parameters?.map((parameter) => parameter.name)).toContain('webhook-signature')
    expect(example).toEqual(exampleEnvelope((example as { type: (typeof eventTypes)[number] }).type))
  }
})

describe('rows that contradict themselves are not documented', () => {
  const documented = (...list: RouteRow[]) => openApiDocument(list, { version: '1' })

  it.each<[string, RouteRow[]]>([
    ['a path parameter without a schema', [row({ path: '/things/{id}' })]],
    ['a schema for another parameter', [row({ path: '/things/{thing}', params: pathId })]],
    ['a parameter that is not in the path', [row({ params: pathId })]],
    ['the same row twice', [row({}), row({})]],
    ['a query that is no object', [row({ query: z.string() })]],
    ['a schema that refers to itself and has no name', [row({ success: { status: 200, schema: part } })]],
  ])('%s', (_, list) => {
    expect(() => documented(...list)).toThrow()
  })
})
