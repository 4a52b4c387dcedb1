export { AccessChanges } from './access-changes.ts'
export { VerificationCache } from './cache.ts'
export { LastUsed } from './last-used.ts'
