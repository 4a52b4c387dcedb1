import type { Page } from '../../contract/common.ts'
import type { CustomerAnswer, CustomerPatch } from '../../contract/customers.ts'
import { notFound } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { recordAudit } from '../audit/index.ts'
import { userTag } from '../credentials/index.ts'
import * as store from './customers-store.ts'
import { afterUser, type PeopleQuery, peoplePage, presentPerson } from './people.ts'
import type { WorkspaceOptions } from './service.ts'

export type CustomerService = ReturnType<typeof customerService>

const present = ({ suspended_at, ...row }: store.CustomerRow): CustomerAnswer => ({
  ...presentPerson(row),
  suspended: suspended_at !== null,
})

/** Those of the terms that the patch changes. */
const changedTerms = (before: store.CustomerRow, terms: object): Partial<store.Terms> =>
  Object.fromEntries(
    Object.entries(terms).filter(
      ([member, value]) => value !== undefined && value !== before[member as keyof store.Terms],
    ),
  )

const pick = (row: store.CustomerRow, members: object) =>
  Object.fromEntries(Object.keys(members).map((member) => [member, row[member as keyof store.Terms]]))

/** The customers of a workspace: their standing and what was agreed with them. */
export function customerService({ db, clock, access }: WorkspaceOptions) {
  const audit = (
    tx: Tx,
    actor: Actor,
    action: 'update' | 'suspend' | 'resume',
    userId: number,
    change: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
  ) =>
    recordAudit(tx, {
      workspaceId: actor.principal.workspaceId,
      actor,
      action: `customer.${action}`,
      subject: String(userId),
      ...change,
      at: clock.now(),
    })

  return {
    async list({ principal }: Actor, query: PeopleQuery): Promise<Page<CustomerAnswer>> {
      const rows = await store.listCustomers(db, principal.workspaceId, query.limit + 1, afterUser(query))
      return peoplePage(rows, query, present)
    },

    /**
     * Suspending refuses the customer's sessions and tokens with the next request. Their webhooks go on: see
     * docs/decisions/0007-suspended-customers.md.
     */
    update(actor: Actor, userId: number, { suspended, ...terms }: CustomerPatch): Promise<CustomerAnswer> {
      const { workspaceId } = actor.principal
      return access.transaction(db, [userTag(userId)], async (tx) => {
        const before = await store.lockCustomerRow(tx, workspaceId, userId)
        if (before === undefined) throw notFound()
        const after = { ...before }
        const changes = changedTerms(before, terms)
        if (Object.keys(changes).length > 0) {
          await store.writeTerms(tx, workspaceId, userId, changes)
          await audit(tx, actor, 'update', userId, { before: pick(before, changes), after: changes })
          Object.assign(after, changes)
        }
        if (suspended !== undefined && suspended !== (before.suspended_at !== null)) {
          after.suspended_at = suspended ? clock.now() : null
          await store.setSuspended(tx, workspaceId, userId, after.suspended_at)
          await audit(tx, actor, suspended ? 'suspend' : 'resume', userId)
        }
        return present(after)
      })
    },
  }
}
