import { z } from 'zod'
import type { Access } from '../../../domain/access/authorize.ts'
import { id, page, pageQuery, pathId, time, timeInput } from '../../common.ts'
import { eventDataInput, eventTypes } from '../../events/index.ts'
import { type RouteRow, route } from '../../route.ts'

const handler = async () => undefined
const project = z.strictObject({ id, name: z.string(), created_at: time }).meta({ id: 'Project' })
/** Refers to itself. */
export const part = z.object({
  name: z.string(),
  get parts() {
    return z.array(part)
  },
})
export const own: Access = {
  kind: 'granted',
  scope: 'read:projects',
  key: ['api'],
  users: { customer: true, member: 'staff' },
}
export const gated: Access = {
  kind: 'granted',
  scope: 'write:webhooks',
  key: ['admin'],
  users: { customer: true, member: 'manager' },
  gate: 'webhooks',
}
export const keyOnly: Access = { kind: 'granted', key: ['api', 'admin'], users: {} }

/** A row of the least, with what a test is about. */
export const row = (over: Partial<RouteRow>): RouteRow => ({
  method: 'GET',
  path: '/things',
  summary: 'Do it',
  tag: 'Things',
  access: { kind: 'open' },
  success: { status: 204 },
  handler,
  ...over,
})

/** One row of every shape that the document tells apart. */
export const rows: RouteRow[] = [
  route({
    method: 'GET',
    path: '/projects',
    summary: 'List projects',
    tag: 'Projects',
    access: own,
    query: z.strictObject({
      ...pageQuery,
      from: timeInput.optional(),
      name: z.string().meta({ description: 'Part of it.' }),
    }),
    success: { status: 200, schema: page(project) },
    handler,
  }),
  row({
    method: 'GET',
    path: '/projects/{id}',
    access: own,
    params: pathId,
    success: { status: 200, schema: project },
  }),
  row({
    method: 'POST',
    path: '/projects',
    access: { ...own, scope: 'write:projects' },
    body: z.strictObject({ name: z.string(), limit: z.int().default(5) }).meta({ id: 'Project' }),
    success: { status: 201, schema: project },
  }),
  row({
    method: 'POST',
    path: '/projects/{id}/files',
    access: { ...own, scope: 'write:projects' },
    params: pathId,
    body: z.strictObject({ kind: z.enum(['cad', 'drawing']) }),
    upload: true,
    success: { status: 201, schema: z.strictObject({ id }) },
  }),
  row({
    method: 'GET',
    path: '/projects/{id}/files/{file}/content',
    access: own,
    params: z.object({ id, file: id }),
    success: { status: 200, mediaType: 'application/octet-stream' },
  }),
  row({
    method: 'POST',
    path: '/webhooks/{id}/disable',
    access: gated,
    params: pathId,
    body: z.strictObject({}),
    bodyOptional: true,
    success: { status: 200, schema: z.strictObject({ id, parts: part }) },
    errors: ['webhook_disabled'],
  }),
  row({
    method: 'POST',
    path: '/events',
    access: keyOnly,
    body: z.strictObject({ type: z.enum(eventTypes), data: eventDataInput }),
    success: { status: 202, schema: z.strictObject({ ids: z.array(z.int()) }) },
  }),
  row({ method: 'DELETE', path: '/tokens/{id}', access: { kind: 'granted', users: 'any' }, params: pathId }),
  row({
    method: 'POST',
    path: '/auth/sign-in',
    body: z.strictObject({ email: z.email() }),
    success: { status: 200 },
  }),
  row({ path: '/token', access: { kind: 'any' }, success: { status: 200 } }),
  row({ path: '/metrics', access: { kind: 'operator' }, success: { status: 200, mediaType: 'text/plain' } }),
]
