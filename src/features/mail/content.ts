import type { MasterKey } from '../../platform/crypto.ts'

/** What of a mail is encrypted in the outbox. */
export interface MailContent {
  to: string
  subject: string
  text: string
}

const context = (id: string): string => `mail:${id}`

export const sealContent = (masterKey: MasterKey, id: string, { to, subject, text }: MailContent): Buffer =>
  masterKey.encrypt(JSON.stringify({ to, subject, text }), context(id))

export const openContent = (masterKey: MasterKey, id: string, ciphertext: Uint8Array): MailContent =>
  JSON.parse(masterKey.decrypt(ciphertext, context(id))) as MailContent
