import { z } from 'zod'
import { pageQuery } from '../../contract/common.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { personPage, workspace, workspacePatch } from '../../contract/workspace.ts'
import type { WorkspaceService } from './service.ts'

const tag = 'Workspace'
const listQuery = z.strictObject(pageQuery)

export function workspaceRoutes(workspaces: WorkspaceService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/workspace',
      summary: 'Read the workspace',
      tag,
      access: { kind: 'granted', key: ['admin'], users: { member: 'staff' } },
      success: { status: 200, schema: workspace },
      handler: (call) => workspaces.read(call),
    }),
    route({
      method: 'PATCH',
      path: '/workspace',
      summary: 'Change the workspace; its plan too, by the owner',
      tag,
      access: { kind: 'granted', key: ['admin'], users: { member: 'admin' } },
      body: workspacePatch,
      success: { status: 200, schema: workspace },
      handler: (call) => workspaces.update(call, call.body),
    }),
    route({
      method: 'GET',
      path: '/workspace/members',
      summary: 'List the members',
      tag,
      access: { kind: 'granted', key: ['admin'], users: { member: 'manager' } },
      query: listQuery,
      success: { status: 200, schema: personPage },
      handler: (call) => workspaces.people(call, 'members', call.query),
    }),
    route({
      method: 'GET',
      path: '/workspace/customers',
      summary: 'List the customers',
      tag,
      access: { kind: 'granted', key: ['admin'], users: { member: 'manager' } },
      query: listQuery,
      success: { status: 200, schema: personPage },
      handler: (call) => workspaces.people(call, 'customers', call.query),
    }),
  ]
}
