import type { Tx } from '../../db/port.ts'
import { issueLink } from './links.ts'
import { verifyEmailMail } from './mails.ts'
import type { AccountsOptions } from './options.ts'

/** Mails a link that proves an address: the account's own, or the one it is to have. */
export async function sendVerification(
  tx: Tx,
  { clock, outbox, baseUrl }: Pick<AccountsOptions, 'clock' | 'outbox' | 'baseUrl'>,
  user: { id: number; name: string },
  email: string,
): Promise<void> {
  const link = { purpose: 'verify_email', userId: user.id, email } as const
  const { token, expiresAt } = await issueLink(tx, link, clock.now())
  await outbox.write(tx, {
    kind: 'verify_email',
    userId: user.id,
    to: email,
    expiresAt,
    ...verifyEmailMail(baseUrl(), user.name, token),
  })
}
