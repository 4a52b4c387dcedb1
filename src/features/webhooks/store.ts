import type { Selectable } from 'kysely'
import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Tables } from '../../db/tables.gen.ts'
import type { Owner } from '../../domain/access/principal.ts'

export type WebhookRow = Selectable<Tables['webhooks']>

const bumped = sql<number>`version + 1`

/** Of the owner, in a query whose webhooks are called `w`: a customer's own, or those of the workspace. */
export const ownedBy = ({ workspaceId, customerId }: Owner) =>
  customerId === null
    ? sql<boolean>`w.workspace_id = ${workspaceId} AND w.audience = 'workspace'`
    : sql<boolean>`w.workspace_id = ${workspaceId} AND w.audience = 'customer' AND w.user_id = ${customerId}`

export interface WebhookFilter {
  url?: string | undefined
  status?: string | undefined
  event_type?: string | undefined
}

/** An owner's webhooks, newest first. `after` is the last id seen. */
export function listWebhooks(
  db: Queryable,
  owner: Owner,
  filter: WebhookFilter,
  limit: number,
  after: string | undefined,
): Promise<WebhookRow[]> {
  const { url, status, event_type } = filter
  return db.rows(
    q
      .selectFrom('webhooks as w')
      .selectAll()
      .where(ownedBy(owner))
      .$if(after !== undefined, (query) => query.where('w.id', '<', after as string))
      .$if(status !== undefined, (query) => query.where('w.status', '=', status as string))
      .$if(url !== undefined, (query) => query.where(sql<boolean>`strpos(lower(w.url), lower(${url})) > 0`))
      .$if(event_type !== undefined, (query) =>
        query.where(sql<boolean>`(w.event_types = '{}' OR ${event_type} = ANY (w.event_types))`),
      )
      .orderBy('w.id', 'desc')
      .limit(limit),
  )
}

export const findWebhook = (db: Queryable, owner: Owner, id: string): Promise<WebhookRow | undefined> =>
  db.maybe(q.selectFrom('webhooks as w').selectAll().where(ownedBy(owner)).where('w.id', '=', id))

/** Locks the row, so that changes of one webhook take turns. */
export const lockWebhook = (tx: Tx, owner: Owner, id: string): Promise<WebhookRow | undefined> =>
  tx.maybe(q.selectFrom('webhooks as w').selectAll().where(ownedBy(owner)).where('w.id', '=', id).forUpdate())

/** How many webhooks the owner has. Held to the end of the transaction, so that two creations take turns. */
export async function countWebhooks(tx: Tx, owner: Owner): Promise<number> {
  const name = `webhooks:${owner.workspaceId}:${owner.customerId ?? 'workspace'}`
  await tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
  const counted = q
    .selectFrom('webhooks as w')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where(ownedBy(owner))
  return (await tx.one(counted)).n
}

export type NewWebhook = Pick<
  WebhookRow,
  'id' | 'workspace_id' | 'audience' | 'user_id' | 'url' | 'description' | 'event_types' | 'disable_on_gone'
> & { created_at: Date }

export const insertWebhook = (tx: Tx, row: NewWebhook): Promise<WebhookRow> =>
  tx.one(q.insertInto('webhooks').values(row).returningAll())

export type WebhookChange = Partial<
  Pick<
    WebhookRow,
    | 'url'
    | 'description'
    | 'event_types'
    | 'disable_on_gone'
    | 'status'
    | 'disabled_reason'
    | 'consecutive_failures'
  >
>

/** Changes a webhook and its version, by which senders tell that their copy is old. */
export const updateWebhook = (tx: Tx, id: string, change: WebhookChange): Promise<WebhookRow> =>
  tx.one(
    q
      .updateTable('webhooks')
      .set({ ...change, version: bumped })
      .where('id', '=', id)
      .returningAll(),
  )

/** Deletes those of the ids that are the owner's, with their secrets. Returns what was deleted. */
export const deleteWebhooks = (tx: Tx, owner: Owner, ids: readonly string[]): Promise<WebhookRow[]> =>
  tx.rows(
    q
      .deleteFrom('webhooks as w')
      .where(ownedBy(owner))
      .where('w.id', 'in', [...ids])
      .returningAll(),
  )

/** They were enabled again: senders begin gently, and nothing is held any more that its owner was told of. */
export const noteEnabled = (tx: Tx, ids: readonly string[], now: Date) =>
  tx.run(
    q
      .updateTable('webhooks')
      .set({ enabled_at: now, held_notices: 0, held_noticed_at: null })
      .where('id', 'in', [...ids]),
  )

/** Disables the enabled webhooks of a workspace because of its plan. Returns their ids. */
export async function disableEnabledOfWorkspace(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.rows(
    q
      .updateTable('webhooks')
      .set({ status: 'disabled', disabled_reason: 'plan', notice_due: 'plan', version: bumped })
      .where('workspace_id', '=', workspaceId)
      .where('audience', '=', 'workspace')
      .where('status', '=', 'enabled')
      .returning('id'),
  )
  return rows.map((row) => row.id)
}

/** Enables exactly the webhooks that the plan had disabled. Returns their ids. */
export async function enableSuspendedOfWorkspace(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.rows(
    q
      .updateTable('webhooks')
      .set({ status: 'enabled', disabled_reason: null, consecutive_failures: 0, version: bumped })
      .where('workspace_id', '=', workspaceId)
      .where('audience', '=', 'workspace')
      .where('disabled_reason', '=', 'plan')
      .returning('id'),
  )
  return rows.map((row) => row.id)
}
