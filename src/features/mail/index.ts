export { type NewMail, Outbox, type OutboxOptions } from './outbox.ts'
export { listMails, reencryptMails, type WaitingMail } from './reading.ts'
