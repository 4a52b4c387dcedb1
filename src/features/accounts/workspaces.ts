import { notFound, Problem } from '../../contract/errors.ts'
import { recordAudit } from '../audit/index.ts'
import type { UserAtBrowser } from './browser.ts'
import { openHome } from './home.ts'
import type { AccountsOptions } from './options.ts'
import type { SignedIn, SignIns } from './sign-in.ts'
import { findAccount, findHomeIn } from './store.ts'

/** The workspaces of an account, of which a session opens one. */
export function workspaceSwitchService({ db, clock }: AccountsOptions, signIns: SignIns) {
  return {
    /** A session of another workspace takes the place of this one, with an id of its own. */
    async switchTo(actor: UserAtBrowser, workspaceId: string): Promise<SignedIn> {
      const { principal } = actor
      if (principal.kind !== 'session')
        throw new Problem('user_required', {
          detail: 'A token is bound to its workspace; a session can change to another.',
        })
      return db.transaction(async (tx) => {
        const found = await findHomeIn(tx, principal.userId, workspaceId)
        const user = await findAccount(tx, principal.userId)
        if (found === undefined || user === undefined) throw notFound()
        const home = openHome(found)
        await recordAudit(tx, {
          workspaceId: home.id,
          actor,
          action: 'account.switch',
          subject: String(user.id),
          before: { workspace_id: principal.workspaceId },
          after: { workspace_id: home.id },
          at: clock.now(),
        })
        // No sign-in, so nobody is told of one.
        return signIns.open(tx, user, home, actor, { isNew: true })
      })
    },
  }
}
