import { Problem } from '../../contract/errors.ts'
import type { EnableInput, RotateSecretInput } from '../../contract/webhooks.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { maxActivationDelayMs, rotationOpen } from '../../domain/delivery/signing-keys.ts'
import { newWebhookSecret } from '../../engine/index.ts'
import { changeWebhook } from './change.ts'
import { discardPending, releaseHeld } from './delivery-store.ts'
import type { WebhookOptions } from './options.ts'
import { readSecretTimes, retireSecret } from './secret-store.ts'
import { addSecret } from './secrets.ts'
import { noteEnabled } from './store.ts'

const hourMs = 3_600_000
/** A client that says "now" says it a little before we hear it. */
const nowToleranceMs = 5_000

/** The moment a new secret takes over, or the 400 that says why not then. */
function activationTime(wanted: Date | undefined, now: Date): Date {
  if (wanted === undefined) return now
  const aheadMs = wanted.getTime() - now.getTime()
  const refused =
    aheadMs < -nowToleranceMs
      ? 'must not be in the past'
      : aheadMs > maxActivationDelayMs
        ? 'must be at most 7 days ahead'
        : null
  if (refused !== null)
    throw new Problem('validation_failed', { errors: [{ path: 'activate_at', message: refused }] })
  return aheadMs < 0 ? now : wanted
}

/** A webhook's life: on, off, and its signing secrets. */
export function lifecycleService(options: WebhookOptions) {
  const { clock, masterKey } = options
  return {
    /** What waited becomes due (its endpoint's cap lets it out gently), or is given up. */
    enable: (actor: Actor, id: string, { held }: EnableInput) =>
      changeWebhook(options, actor, {
        id,
        action: 'webhook.enable',
        async decide(before, tx) {
          if (before.status === 'enabled') return null
          if (held === 'discard') await discardPending(tx, [before.id])
          else await releaseHeld(tx, [before.id], clock.now())
          await noteEnabled(tx, [before.id], clock.now())
          return { status: 'enabled', disabled_reason: null, consecutive_failures: 0 }
        },
      }),

    /** One that is disabled already keeps its reason. */
    disable: (actor: Actor, id: string) =>
      changeWebhook(options, actor, {
        id,
        action: 'webhook.disable',
        decide: (before) =>
          before.status === 'disabled' ? null : { status: 'disabled', disabled_reason: 'owner' },
      }),

    /** A second secret beside the first; when each counts is decided by `signingKeys`. */
    async rotateSecret(actor: Actor, id: string, input: RotateSecretInput) {
      const now = clock.now()
      const activateAt = activationTime(input.activate_at, now)
      const retireAt = new Date(activateAt.getTime() + input.overlap_hours * hourMs)
      const secret = newWebhookSecret()
      const answer = await changeWebhook(options, actor, {
        id,
        action: 'webhook.rotate_secret',
        details: { activate_at: activateAt, overlap_until: retireAt },
        async decide(before, tx) {
          if (rotationOpen(await readSecretTimes(tx, [before.id]), now.getTime()))
            throw new Problem('rotation_pending')
          await retireSecret(tx, before.id, retireAt)
          await addSecret(tx, masterKey, { webhookId: before.id, secret, createdAt: now, activateAt })
          // Nothing of the row itself, but senders have to fetch the secrets anew.
          return {}
        },
      })
      return { ...answer, secret }
    },
  }
}
