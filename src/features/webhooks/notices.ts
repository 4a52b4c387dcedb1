import type { Db, Tx } from '../../db/port.ts'
import type { DisabledReason } from '../../domain/delivery/states.ts'
import type { HeldNews } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { recordAudit } from '../audit/index.ts'
import type { Notices } from '../inbox/index.ts'
import { type NoticedWebhook, readNoticed, takeDisabled } from './notice-store.ts'

export interface WebhookNoticeOptions {
  db: Db
  clock: Clock
  log: Log
  notices: Notices
  baseUrl(): string
}

/** Members who may do something about a webhook of the workspace. */
const roles = ['owner', 'admin', 'manager'] as const

const kept = 'Nothing is lost: its deliveries are held until it is enabled again.'

/** Why, and what to do. An owner who disabled it knows. */
const causes: Readonly<Record<Exclude<DisabledReason, 'owner'>, string>> = {
  failures:
    'Its deliveries failed too many times in a row, so it was disabled. ' +
    `${kept} Its delivery log says what went wrong. Mend the receiver, then enable the webhook: what is held goes out gently.`,
  gone:
    'Its receiver answered 410 Gone, and the webhook is set to be disabled then. ' +
    `${kept} Delete it, or set its new URL and enable it.`,
  plan:
    'The plan of the workspace has no webhooks, so it was disabled. ' +
    `${kept} With the enterprise plan it goes on by itself.`,
}

/** The part of a URL that names a receiver without telling a secret that may stand behind it. */
const receiverOf = ({ url }: NoticedWebhook): string => new URL(url).host

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/**
 * Tells the owners of webhooks what happened to them without their doing (product.md, "Disabling loses nothing"). What
 * is to be told of a disabling stands in the row of the webhook from the moment it is disabled, so it is told exactly
 * once, whoever dies in between.
 */
export class WebhookNotices {
  readonly #options: WebhookNoticeOptions
  #running: Promise<void> | undefined

  constructor(options: WebhookNoticeOptions) {
    this.#options = options
  }

  /** Something was disabled: tells of it now instead of with the next housekeeping, which does what fails here. */
  hint(): void {
    this.#running ??= this.sweep()
      .catch((error) => this.#options.log.warn({ err: error }, 'owners are told of disabled webhooks later'))
      .finally(() => {
        this.#running = undefined
      })
  }

  async sweep(): Promise<void> {
    const { db } = this.#options
    for (let told = 1; told > 0; )
      told = await db.transaction(async (tx) => {
        const due = await takeDisabled(tx)
        for (const webhook of due)
          if (webhook.reason !== 'owner')
            await this.#tell(tx, webhook, `Webhook disabled: ${receiverOf(webhook)}`, causes[webhook.reason])
        return due.length
      })
  }

  async stop(): Promise<void> {
    await this.#running
  }

  /** What is held will be given up; the engine calls it in its transaction, twice before it does so. */
  async heldExpiring(tx: Tx, { webhookId, endsAt }: HeldNews): Promise<void> {
    const webhook = await readNoticed(tx, webhookId)
    await this.#tell(
      tx,
      webhook,
      `Held deliveries will be given up: ${receiverOf(webhook)}`,
      `The webhook is disabled, and its oldest held delivery is kept until ${dayOf(endsAt)} only. ` +
        'Enable the webhook before that to have it delivered. What is younger is kept for as long after its own day.',
    )
  }

  /** What was held for too long was given up. */
  heldExpired(tx: Tx, { webhookId, count }: HeldNews & { count: number }): Promise<void> {
    return readNoticed(tx, webhookId).then((webhook) =>
      recordAudit(tx, {
        workspaceId: webhook.workspace_id,
        actor: 'scheduler',
        action: 'webhook.held_expired',
        subject: webhookId,
        after: { discarded: count, reason: 'expired' },
        at: this.#options.clock.now(),
      }),
    )
  }

  #tell(tx: Tx, webhook: NoticedWebhook, title: string, message: string): Promise<void> {
    const { notices, baseUrl } = this.#options
    const notice = {
      workspaceId: webhook.workspace_id,
      family: 'webhook' as const,
      title,
      message,
      projectNo: null,
    }
    return webhook.audience === 'workspace'
      ? notices.tellStaff(tx, {
          ...notice,
          roles,
          url: `${baseUrl()}/settings/integrations/webhooks/${webhook.id}`,
        })
      : notices.tellUser(tx, {
          ...notice,
          userId: webhook.user_id,
          url: `${baseUrl()}/developers/webhooks/${webhook.id}`,
        })
  }
}
