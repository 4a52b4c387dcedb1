import { type Page, pageRequest, toPage } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import { recordAudit } from '../audit/index.ts'
import { userTag } from '../credentials/index.ts'
import type { UserAtBrowser } from './browser.ts'
import type { AccountsOptions } from './options.ts'
import { deleteSessionOf, listSessions } from './session-store.ts'

interface SessionAnswer {
  id: string
  current: boolean
  address: string
  user_agent: string
  created_at: string
  last_seen_at: string | null
  expires_at: string
}

/** Where a user is signed in. */
export function sessionListService({ db, clock, access }: AccountsOptions) {
  return {
    async list(
      { principal }: UserAtBrowser,
      query: { limit: number; cursor?: string | undefined },
    ): Promise<Page<SessionAnswer>> {
      const { limit, after } = pageRequest(query)
      const rows = await listSessions(db, principal.userId, clock.now(), limit + 1, after)
      return toPage(rows, limit, (row) => ({
        ...row,
        current: principal.kind === 'session' && row.id === principal.sessionId,
        created_at: row.created_at.toISOString(),
        last_seen_at: row.last_seen_at?.toISOString() ?? null,
        expires_at: row.expires_at.toISOString(),
      }))
    },

    async end(actor: UserAtBrowser, id: string): Promise<void> {
      const { userId, workspaceId } = actor.principal
      await access.transaction(db, [userTag(userId)], async (tx) => {
        const ended = await deleteSessionOf(tx, userId, id)
        if (ended === undefined) throw notFound()
        await recordAudit(tx, {
          workspaceId,
          actor,
          action: 'session.end',
          subject: ended.id,
          before: { address: ended.address, created_at: ended.created_at },
          at: clock.now(),
        })
      })
    },
  }
}
