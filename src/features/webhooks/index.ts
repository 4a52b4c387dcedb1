export { resumeWebhooks, suspendWebhooks } from './plan-changes.ts'
export { reencryptSecrets } from './reencrypt.ts'
export { webhookRoutes } from './routes.ts'
export { webhookService } from './service.ts'
