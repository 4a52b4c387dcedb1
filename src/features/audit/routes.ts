import { auditFilter, auditPage, auditQuery } from '../../contract/audit.ts'
import { Answer, type RouteRow, route } from '../../contract/route.ts'
import type { AuditService } from './service.ts'

const tag = 'Audit log'
const access = { kind: 'granted', key: ['admin'], users: { member: 'admin' } } as const

export function auditRoutes(audit: AuditService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/workspace/audit',
      operationId: 'listAuditLog',
      summary: 'Read who changed what, newest first',
      tag,
      access,
      query: auditQuery,
      success: { status: 200, schema: auditPage },
      errors: ['invalid_cursor'],
      handler: (call) => audit.list(call, call.query),
    }),
    route({
      method: 'GET',
      path: '/workspace/audit.csv',
      operationId: 'exportAuditLog',
      summary: 'The audit log as CSV, newest first',
      tag,
      access,
      query: auditFilter,
      success: { status: 200, mediaType: 'text/csv' },
      handler: async (call) =>
        new Answer(await audit.exportCsv(call, call.query), {
          'content-type': 'text/csv; charset=utf-8; header=present',
          'content-disposition': 'attachment; filename="audit.csv"',
        }),
    }),
  ]
}
