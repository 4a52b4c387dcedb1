import type { DeliveryRow } from '../../api/deliveries.ts'
import type { Webhook } from '../../api/webhooks.ts'
import { Badge } from '../../ui/panel.tsx'

const reasons: Readonly<Record<NonNullable<Webhook['disabled_reason']>, string>> = {
  failures: 'too many failures in a row',
  gone: 'its receiver answered 410',
  owner: 'turned off',
  plan: 'the plan does not have it',
}

export const reasonOf = ({ disabled_reason }: Webhook): string | null =>
  disabled_reason && reasons[disabled_reason]

export function WebhookStatus({ webhook }: { webhook: Webhook }) {
  const reason = reasonOf(webhook)
  if (reason === null)
    return webhook.consecutive_failures > 0 ? (
      <Badge tone="warn">enabled, {webhook.consecutive_failures} failed</Badge>
    ) : (
      <Badge tone="good">enabled</Badge>
    )
  return <Badge tone="bad">disabled: {reason}</Badge>
}

const tones = {
  delivered: 'good',
  pending: 'accent',
  dead: 'bad',
  held: 'warn',
  discarded: 'neutral',
} as const satisfies Record<DeliveryRow['status'], string>

export const deliveryStatuses = Object.keys(tones) as DeliveryRow['status'][]

export const DeliveryStatus = ({ status }: { status: DeliveryRow['status'] }) => (
  <Badge tone={tones[status]}>{status}</Badge>
)
