export { eraseFromAudit } from './erase.ts'
export { type AuditEntry, recordAudit } from './record.ts'
export { auditRoutes } from './routes.ts'
export { auditService } from './service.ts'
