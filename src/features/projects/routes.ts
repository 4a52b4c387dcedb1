import { pathId } from '../../contract/common.ts'
import {
  project,
  projectInput,
  projectPage,
  projectPatch,
  projectQuery,
  projectReadQuery,
} from '../../contract/projects.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { ProjectService } from './service.ts'

const tag = 'Projects'
const everyone = { customer: true, member: 'staff' } as const
export const readAccess = {
  kind: 'granted',
  scope: 'read:projects',
  key: ['api'],
  users: everyone,
} as const
export const writeAccess = {
  kind: 'granted',
  scope: 'write:projects',
  key: ['api'],
  users: everyone,
} as const

export function projectRoutes(projects: ProjectService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/projects',
      summary: 'List projects',
      tag,
      access: readAccess,
      query: projectQuery,
      success: { status: 200, schema: projectPage },
      handler: (call) => projects.list(call, call.query),
    }),
    route({
      method: 'POST',
      path: '/projects',
      summary: 'Create a project',
      tag,
      access: writeAccess,
      body: projectInput,
      success: { status: 201, schema: project },
      handler: (call) => projects.create(call, call.body),
    }),
    route({
      method: 'GET',
      path: '/projects/{id}',
      summary: 'Read a project',
      tag,
      access: readAccess,
      params: pathId,
      query: projectReadQuery,
      success: { status: 200, schema: project },
      handler: (call) => projects.read(call, call.params.id, call.query.expand),
    }),
    route({
      method: 'PATCH',
      path: '/projects/{id}',
      summary: 'Change a project or its status',
      tag,
      access: writeAccess,
      params: pathId,
      body: projectPatch,
      success: { status: 200, schema: project },
      errors: ['invalid_transition'],
      handler: (call) => projects.update(call, call.params.id, call.body),
    }),
  ]
}
