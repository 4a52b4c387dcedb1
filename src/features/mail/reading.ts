import type { Queryable, Tx } from '../../db/port.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { type MailContent, openContent, sealContent } from './content.ts'
import { lockMails, readWaiting, replaceCiphertext } from './store.ts'

export interface WaitingMail extends MailContent {
  kind: string
  createdAt: Date
  /** How often sending it has failed. */
  attempts: number
}

/** The mails in the outbox, oldest first, for the operator of a deployment without a mail server. */
export async function listMails(db: Queryable, masterKey: MasterKey, now: Date): Promise<WaitingMail[]> {
  return (await readWaiting(db, now)).map(({ id, kind, ciphertext, created_at, attempt_count }) => ({
    ...openContent(masterKey, id, ciphertext),
    kind,
    createdAt: created_at,
    attempts: attempt_count,
  }))
}

/** Encrypts every mail anew, from one master key to another. Returns how many there were. */
export async function reencryptMails(tx: Tx, from: MasterKey, to: MasterKey): Promise<number> {
  const mails = await lockMails(tx)
  for (const { id, ciphertext } of mails)
    await replaceCiphertext(tx, id, sealContent(to, id, openContent(from, id, ciphertext)))
  return mails.length
}
