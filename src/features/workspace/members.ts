import { notFound, Problem } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { refuseMemberChange, type Standing, standingOf } from '../../domain/access/rights.ts'
import { type MemberRole, parseRole } from '../../domain/access/roles.ts'
import { recordAudit } from '../audit/index.ts'
import { userTag } from '../credentials/index.ts'
import { endTokensOfMembership } from '../tokens/index.ts'
import { afterUser, type PeopleQuery, peoplePage, presentPerson } from './people.ts'
import * as store from './people-store.ts'
import type { WorkspaceOptions } from './service.ts'

export type MemberService = ReturnType<typeof memberService>

type Held = Awaited<ReturnType<typeof store.holdPeopleAndOwners>>

/** As whom the actor acts at this moment: by the row that is held, not by what was read when the request came in. */
function standingNow({ principal }: Actor, held: Held): Standing {
  if (principal.kind === 'api_key') return standingOf(principal)
  const own = held.find((row) => row.user_id === principal.userId)
  return standingOf({ ...principal, role: parseRole(own?.role) })
}

/** The members of a workspace and their roles (product.md, "Rights of members"). */
export function memberService({ db, clock, access }: WorkspaceOptions) {
  /** The member's role, held until the transaction ends, or the refusal of the change. */
  async function requireRight(tx: Tx, actor: Actor, userId: number, wanted: MemberRole | null) {
    const { principal } = actor
    const concerned = principal.kind === 'api_key' ? [userId] : [userId, principal.userId]
    const held = await store.holdPeopleAndOwners(tx, principal.workspaceId, concerned)
    const member = held.find((row) => row.user_id === userId)
    if (member === undefined || member.role === 'customer') throw notFound()
    const owners = held.filter((row) => row.role === 'owner').length
    const by = standingNow(actor, held)
    const refusal = refuseMemberChange({ by, held: parseRole(member.role), wanted, owners })
    if (refusal !== null) throw new Problem(refusal)
    return member.role
  }

  return {
    async list({ principal }: Actor, query: PeopleQuery) {
      const rows = await store.listPeople(
        db,
        principal.workspaceId,
        'members',
        query.limit + 1,
        afterUser(query),
      )
      return peoplePage(rows, query, presentPerson)
    },

    /** Gives a member another role: in force with the next request, of every session and token. */
    changeRole(actor: Actor, userId: number, role: MemberRole) {
      const { workspaceId } = actor.principal
      return access.transaction(db, [userTag(userId)], async (tx) => {
        const before = await requireRight(tx, actor, userId, role)
        if (before !== role) {
          await store.updateRole(tx, workspaceId, userId, role)
          await recordAudit(tx, {
            workspaceId,
            actor,
            action: 'member.update',
            subject: String(userId),
            before: { role: before },
            after: { role },
            at: clock.now(),
          })
        }
        return presentPerson(await store.readMember(tx, workspaceId, userId))
      })
    },

    /** Ends a membership, with the tokens that rest on it. The account and what it made stay. */
    remove(actor: Actor, userId: number): Promise<void> {
      const { workspaceId } = actor.principal
      return access.transaction(db, [userTag(userId)], async (tx) => {
        const role = await requireRight(tx, actor, userId, null)
        const now = clock.now()
        await store.deleteMembership(tx, workspaceId, userId)
        await endTokensOfMembership(tx, { userId, workspaceId }, now)
        await recordAudit(tx, {
          workspaceId,
          actor,
          action: 'member.remove',
          subject: String(userId),
          before: { role },
          at: now,
        })
      })
    },
  }
}
