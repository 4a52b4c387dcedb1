import { pageRequest, toPage } from '../../contract/common.ts'
import { invalidTransition, notFound, Problem } from '../../contract/errors.ts'
import { mostReplays, type ReplayAnswer, type ReplayInput, type ReplayQuery } from '../../contract/replays.ts'
import { Answer } from '../../contract/route.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { type StoredReplayStatus, shownReplayStatus } from '../../domain/delivery/replay.ts'
import type { EndpointStatus } from '../../domain/delivery/states.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import type { WebhookOptions } from './options.ts'
import * as store from './replay-store.ts'
import { findWebhook, lockWebhook, type WebhookRow } from './store.ts'

/** How long one that has ended can still be read. */
const keptMs = 30 * 86_400_000

const present = (row: store.ReplayWithWebhook): ReplayAnswer => ({
  id: row.id,
  webhook_id: row.webhook_id,
  from: row.from_at.toISOString(),
  to: row.to_at.toISOString(),
  types: row.types as ReplayAnswer['types'],
  statuses: row.statuses as ReplayAnswer['statuses'],
  count: row.count,
  done: row.done,
  status: shownReplayStatus(row.status as StoredReplayStatus, row.webhook_status as EndpointStatus),
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
})

function requireEnabled(webhook: WebhookRow | undefined): WebhookRow {
  if (webhook === undefined) throw notFound()
  if (webhook.status === 'disabled') throw new Problem('webhook_disabled')
  return webhook
}

/** What goes on is started once the transaction has committed. */
interface Runner {
  kick(): void
}

/** Replays: the deliveries of a time window made once more, as an operation. */
export function replayService({ db, clock }: WebhookOptions, runner: Runner) {
  return {
    /** Counts, and unless that is all, starts. What is delivered from now on is no part of it. */
    async start(actor: Actor, webhookId: string, { dry_run, types, statuses, ...window }: ReplayInput) {
      const owner = ownerOf(actor.principal)
      const webhook = requireEnabled(await findWebhook(db, owner, webhookId))
      const now = clock.now()
      const to = window.to < now ? window.to : now
      const filter = { webhook_id: webhook.id, from_at: window.from, to_at: to, types, statuses }
      const count = await store.countReplay(db, filter)
      if (dry_run) return new Answer({ count }, {}, 200)
      const id = newId(now)
      const answer = await db.transaction(async (tx) => {
        const { workspace_id } = requireEnabled(await lockWebhook(tx, owner, webhook.id))
        if ((await store.countRunning(tx, webhook.id)) >= mostReplays)
          throw new Problem('limit_reached', {
            detail: `At most ${mostReplays} replays of a webhook run at once.`,
          })
        await store.insertReplay(tx, { ...filter, id, workspace_id, count, created_at: now })
        await recordAudit(tx, {
          workspaceId: workspace_id,
          actor,
          action: 'webhook.replay',
          subject: webhook.id,
          after: { replay_id: id, from: window.from, to, types, statuses, count },
          at: now,
        })
        const started = { id, count, done: 0, status: 'running' as const }
        await rememberAnswer(tx, actor.claim, started)
        return started
      })
      runner.kick()
      return answer
    },

    /** Of one webhook, newest first. */
    async list(actor: Actor, webhookId: string, query: ReplayQuery) {
      const webhook = await findWebhook(db, ownerOf(actor.principal), webhookId)
      if (webhook === undefined) throw notFound()
      const { limit, after } = pageRequest(query)
      return toPage(await store.listReplays(db, webhook.id, limit + 1, after), limit, present)
    },

    async read(actor: Actor, id: string): Promise<ReplayAnswer> {
      const row = await store.findReplay(db, ownerOf(actor.principal), id)
      if (row === undefined) throw notFound()
      return present(row)
    },

    /** No further deliveries are made; those that were made go out. */
    cancel(actor: Actor, id: string): Promise<ReplayAnswer> {
      return db.transaction(async (tx) => {
        const row = await store.lockReplay(tx, ownerOf(actor.principal), id)
        if (row === undefined) throw notFound()
        if (row.status !== 'running') throw invalidTransition('replay', row.status, 'cancelled')
        const now = clock.now()
        await store.endReplay(tx, row.id, 'cancelled', now)
        await recordAudit(tx, {
          workspaceId: row.workspace_id,
          actor,
          action: 'webhook.replay_cancel',
          subject: row.webhook_id,
          after: { replay_id: row.id, count: row.count, done: row.done },
          at: now,
        })
        return present({ ...row, status: 'cancelled', finished_at: now })
      })
    },

    /** Forgets replays that ended long ago. */
    sweep: () => store.deleteEndedReplays(db, new Date(clock.now().getTime() - keptMs)),
  }
}
