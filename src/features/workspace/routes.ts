import { type RouteRow, route } from '../../contract/route.ts'
import { workspace, workspacePatch } from '../../contract/workspace.ts'
import type { WorkspaceService } from './service.ts'

const tag = 'Workspace'

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
  ]
}
