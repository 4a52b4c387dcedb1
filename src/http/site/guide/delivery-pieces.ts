import { sentHeaders } from '../../../contract/openapi/webhooks.ts'
import { streamEvents } from '../../../contract/stream.ts'
import { replayStatuses } from '../../../domain/delivery/replay.ts'
import {
  type DeliveryStatus,
  type DisabledReason,
  deliveryStatuses,
  disabledReasons,
} from '../../../domain/delivery/states.ts'
import { failureCatalogue } from '../../../platform/outbound/index.ts'
import { type Html, html } from '../html.ts'
import { formatDuration } from './format.ts'
import type { GuideSettings } from './options.ts'
import { code, listed, prose, table } from './table.ts'

/** The headers of a delivery, in the order sent. */
export const headerTable = (): Html =>
  table(
    'Headers of a delivery',
    ['Header', 'What it holds'],
    [
      [code('Content-Type'), html`<code>application/json</code>, in UTF-8.`],
      [code('User-Agent'), html`<code>FabDigit-Webhook/1</code>`],
      ...sentHeaders.map(([name, description]) => [code(name), prose(description)]),
    ],
  )

/** The schedule as this server keeps it: each attempt, the wait after its failure, and the time since the first. */
export function scheduleTable({ retryWaitsMs }: GuideSettings): Html {
  const starts = retryWaitsMs.map((_, index) =>
    retryWaitsMs.slice(0, index).reduce((sum, wait) => sum + wait, 0),
  )
  const total = retryWaitsMs.reduce((sum, wait) => sum + wait, 0)
  const since = (ms: number): string => (ms === 0 ? 'at once' : `after about ${roughly(ms)}`)
  const rows = retryWaitsMs.map((wait, index) => [
    html`${index + 1}`,
    html`${since(starts[index] ?? 0)}`,
    html`${formatDuration(wait)}`,
  ])
  const last = [html`${retryWaitsMs.length + 1}`, html`${since(total)}`, html`none: the delivery is dead`]
  return table(
    'The retry schedule',
    ['Attempt', 'Begins', 'When it fails, the wait until the next'],
    [...rows, last],
  )
}

/** `2 min`, `2 h 42 min`, `32 h 42 min`: two units are enough. */
function roughly(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (ms < 1_000) return `${ms} ms`
  if (seconds < 60) return `${seconds} s`
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor((seconds % 3_600) / 60), 'min'],
    [seconds % 60, 's'],
  ].filter(([count]) => count !== 0)
  return parts
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** Every failure that is told apart, with what to do about it. */
export const failureTable = ({ deliveryTimeoutMs }: GuideSettings): Html =>
  table(
    'Failures and their cures',
    ['In the log', 'What happened', 'What to do'],
    failureCatalogue({ host: 'The receiver', timeoutMs: deliveryTimeoutMs }).map(
      ({ code: name, status, sentence, cure }) => [
        html`${code(name)}${status === null ? '' : html` <span class="soft">${status}</span>`}`,
        html`${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replaceAll(' The receiver', ' the receiver')}`,
        html`${cure}`,
      ],
    ),
  )

const statusMeanings: Readonly<Record<DeliveryStatus, string>> = {
  pending: 'It waits for its first attempt or the next one; `next_attempt_at` says when.',
  delivered: 'The receiver answered with 2xx.',
  dead: 'Every attempt of the schedule failed. It can be redelivered.',
  held: 'Its webhook is disabled. It goes out when the webhook is enabled, and keeps its count of attempts.',
  discarded:
    'Somebody gave it up: by discarding, by deleting the webhook, or because it was held for too long.',
}

export const statusTable = (): Html =>
  table(
    'Statuses of a delivery',
    ['Status', 'What it means'],
    deliveryStatuses.map((status) => [code(status), prose(statusMeanings[status])]),
  )

const reasonMeanings: Readonly<Record<DisabledReason, string>> = {
  failures: 'Too many failures in a row.',
  gone: 'The receiver answered 410, and the webhook has `disable_on_gone`.',
  owner: 'Somebody disabled it.',
  plan: 'The plan of the workspace has no webhooks. With the right plan it goes on by itself.',
}

export const reasonTable = (): Html =>
  table(
    'Why a webhook is disabled',
    ['disabled_reason', 'What happened'],
    disabledReasons.map((reason) => [code(reason), prose(reasonMeanings[reason])]),
  )

export const replayStatusList = (): Html =>
  html`<p>Its <code>status</code> is one of ${listed(replayStatuses.map(code))}.</p>`

/** What `GET /stream` tells of. */
export const streamTable = (): Html =>
  table(
    'Events of the stream',
    ['Event', 'Members of its data', 'What it tells'],
    Object.entries(streamEvents).map(([name, schema]) => [
      code(name),
      listed(Object.keys(schema.shape).map(code)),
      html`${schema.meta()?.description ?? ''}`,
    ]),
  )
