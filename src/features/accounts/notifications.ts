import { type MailFamily, mailFamilies, type Notifications } from '../../contract/accounts.ts'
import { notFound } from '../../contract/errors.ts'
import type { UserPrincipal } from '../../domain/access/principal.ts'
import { recordAudit } from '../audit/index.ts'
import type { UserAtBrowser } from './browser.ts'
import type { AccountsOptions } from './options.ts'
import * as store from './store.ts'

const present = (muted: readonly string[]): Notifications => {
  const wants = (family: MailFamily): boolean => !muted.includes(family)
  return {
    mail: {
      quote: wants('quote'),
      order: wants('order'),
      invoice: wants('invoice'),
      ncr: wants('ncr'),
      message: wants('message'),
      security: true,
    },
  }
}

/** Of which events a user wants mail, the same in every workspace. What concerns security is always mailed. */
export function notificationService({ db, clock }: AccountsOptions) {
  return {
    async read(principal: UserPrincipal): Promise<Notifications> {
      const account = await store.findAccount(db, principal.userId)
      if (account === undefined) throw notFound()
      return present(account.muted_mail)
    },

    async replace(actor: UserAtBrowser, { mail }: Notifications): Promise<Notifications> {
      const { userId, workspaceId } = actor.principal
      const muted = mailFamilies.filter((family) => !mail[family])
      await db.transaction(async (tx) => {
        const account = await store.lockAccount(tx, userId, 'change')
        if (account === undefined) throw notFound()
        await store.updateUser(tx, userId, { muted_mail: muted })
        await recordAudit(tx, {
          workspaceId,
          actor,
          action: 'account.notifications',
          subject: String(userId),
          before: { muted: account.muted_mail },
          after: { muted },
          at: clock.now(),
        })
      })
      return present(muted)
    },
  }
}
