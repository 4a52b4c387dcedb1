export { resumeWebhooks, suspendWebhooks } from './plan-changes.ts'
export { reencryptSecrets } from './reencrypt.ts'
