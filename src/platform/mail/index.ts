export { type Mailer, MailRefusedError } from './mailer.ts'
export { createSmtpMailer } from './smtp.ts'
