import type { TestApp } from '../../../../test/harness/app.ts'
import { listMails } from '../../mail/index.ts'

/** The mails that wait for an address, oldest first. */
export const mailsTo = async ({ db, services }: TestApp, email: string) =>
  (await listMails(db, services.parts.masterKey, services.parts.clock.now())).filter(({ to }) => to === email)
