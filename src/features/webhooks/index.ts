export { resumeWebhooks, suspendWebhooks } from './plan-changes.ts'
