import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import {
  mostWebhooks,
  type WebhookInput,
  type WebhookPatch,
  type WebhookQuery,
} from '../../contract/webhooks.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { endpointsChanged, newWebhookSecret } from '../../engine/index.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { changeWebhook } from './change.ts'
import { discardPending } from './delivery-store.ts'
import { userBehind, type WebhookOptions } from './options.ts'
import { presenter, presentOne } from './present.ts'
import { addSecret } from './secrets.ts'
import * as store from './store.ts'
import { acceptUrl } from './targets.ts'

const audienceOf = ({ principal }: Actor) =>
  ownerOf(principal).customerId === null ? 'workspace' : 'customer'

/** Only what differs: saving a form unchanged is no change. */
function difference(before: store.WebhookRow, patch: store.WebhookChange): store.WebhookChange | null {
  const changed = Object.entries(patch).filter(
    ([key, value]) => JSON.stringify(before[key as keyof store.WebhookRow]) !== JSON.stringify(value),
  )
  return changed.length === 0 ? null : Object.fromEntries(changed)
}

/** The webhooks of an owner: what they are, without what goes through them. */
export function endpointService(options: WebhookOptions) {
  const { db, clock, policyOf, masterKey } = options

  async function requireRoom(tx: Tx, actor: Actor): Promise<void> {
    const most = mostWebhooks[audienceOf(actor)]
    if ((await store.countWebhooks(tx, ownerOf(actor.principal))) >= most)
      throw new Problem('limit_reached', { detail: `There are ${most} webhooks already; delete one first.` })
  }

  async function remove(tx: Tx, actor: Actor, ids: readonly string[]): Promise<string[]> {
    const deleted = await store.deleteWebhooks(tx, ownerOf(actor.principal), ids)
    const deletedIds = deleted.map((row) => row.id)
    if (deletedIds.length === 0) return []
    await discardPending(tx, deletedIds)
    await endpointsChanged(tx, deletedIds)
    for (const { id, workspace_id, url, audience } of deleted)
      await recordAudit(tx, {
        workspaceId: workspace_id,
        actor,
        action: 'webhook.delete',
        subject: id,
        before: { url, audience },
        at: clock.now(),
      })
    return deletedIds
  }

  return {
    async list(actor: Actor, query: WebhookQuery) {
      const { limit, after } = pageRequest(query)
      const rows = await store.listWebhooks(db, ownerOf(actor.principal), query, limit + 1, after)
      return toPage(rows, limit, await presenter(db, rows, clock.now()))
    },

    async read(actor: Actor, id: string) {
      const row = await store.findWebhook(db, ownerOf(actor.principal), id)
      if (row === undefined) throw notFound()
      return presentOne(db, row, clock.now())
    },

    /** A new webhook, enabled, with the secret that is shown this once. */
    async create(actor: Actor, input: WebhookInput) {
      const audience = audienceOf(actor)
      const url = await acceptUrl(input.url, policyOf(audience))
      const { principal } = actor
      const now = clock.now()
      const id = newId(now)
      const secret = newWebhookSecret()
      return db.transaction(async (tx) => {
        await requireRoom(tx, actor)
        const members = { ...input, url, audience }
        const row = await store.insertWebhook(tx, {
          id,
          workspace_id: principal.workspaceId,
          user_id: userBehind(principal),
          created_at: now,
          ...members,
        })
        await addSecret(tx, masterKey, { webhookId: id, secret, createdAt: now, activateAt: now })
        await recordAudit(tx, {
          workspaceId: principal.workspaceId,
          actor,
          action: 'webhook.create',
          subject: id,
          after: members,
          at: now,
        })
        const answer = { ...(await presentOne(tx, row, now)), secret }
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    async update(actor: Actor, id: string, patch: WebhookPatch) {
      const url =
        patch.url === undefined ? undefined : await acceptUrl(patch.url, policyOf(audienceOf(actor)))
      const wanted = { ...patch, ...(url !== undefined && { url }) } as store.WebhookChange
      return changeWebhook(options, actor, {
        id,
        action: 'webhook.update',
        decide: (before) => difference(before, wanted),
      })
    },

    async delete(actor: Actor, id: string): Promise<void> {
      const deleted = await db.transaction((tx) => remove(tx, actor, [id]))
      if (deleted.length === 0) throw notFound()
    },

    /** Deletes those that are the owner's; ids of others are left out of the answer. */
    async deleteMany(actor: Actor, ids: readonly string[]): Promise<{ deleted: string[] }> {
      const wanted = new Set(ids.map((id) => id.toLowerCase()))
      const deleted = new Set(await db.transaction((tx) => remove(tx, actor, [...wanted])))
      return { deleted: [...wanted].filter((id) => deleted.has(id)) }
    },
  }
}
