import { defaultPageSize, maxPageSize } from '../../../contract/common.ts'
import { errorCodes } from '../../../contract/errors.ts'
import { mostEvents } from '../../../contract/event-routes.ts'
import { eventTypes, maxDataBytes, maxDataDepth, publishable } from '../../../contract/events/index.ts'
import { longestWaitSeconds, mostWaitingReads } from '../../../contract/feed.ts'
import { replayedHeader } from '../../../contract/idempotency.ts'
import { mostReplays } from '../../../contract/replays.ts'
import { mostOpenStreams } from '../../../contract/stream.ts'
import { maxGraceSeconds } from '../../../contract/tokens.ts'
import { maxBulkIds, maxOverlapHours, mostWebhooks } from '../../../contract/webhooks.ts'
import { integrationsPlan } from '../../../domain/access/plans.ts'
import { keyScopes, patScopes } from '../../../domain/access/scopes.ts'
import { noticesBeforeExpiry } from '../../../domain/delivery/held-expiry.ts'
import { replayPace } from '../../../domain/delivery/replay.ts'
import { maxAttempts, retryAfterCapMs } from '../../../domain/delivery/schedule.ts'
import { defaultOverlapHours, maxActivationDelayMs } from '../../../domain/delivery/signing-keys.ts'
import { rememberedForMs } from '../../../domain/idempotency.ts'
import { MAX_KEPT_BYTES, MAX_READ_BYTES } from '../../../platform/outbound/index.ts'
import { maxBodyBytes, maxHeaderBytes } from '../../limits.ts'
import { formatBytes, formatCount, formatDuration } from './format.ts'
import type { Deployment } from './options.ts'

const hourMs = 3_600_000

const ofEvents = {
  eventCount: String(eventTypes.length),
  unpublishable: eventTypes
    .filter((type) => !publishable(type))
    .map((type) => `\`${type}\``)
    .join(', '),
  errorCount: String(errorCodes.length),
  patScopeCount: String(patScopes.length),
  keyScopes: keyScopes.map((scope) => `\`${scope}\``).join(' and '),
  mostEvents: formatCount(mostEvents),
  dataBytes: formatBytes(maxDataBytes),
  dataDepth: String(maxDataDepth),
}

const ofRequests = {
  pageDefault: String(defaultPageSize),
  pageMost: String(maxPageSize),
  idempotencyFor: formatDuration(rememberedForMs),
  replayedHeader,
  bodyMost: formatBytes(maxBodyBytes),
  headersMost: formatBytes(maxHeaderBytes),
  bulkMost: formatCount(maxBulkIds),
  graceMost: formatDuration(maxGraceSeconds * 1_000),
  plan: integrationsPlan,
}

const ofDeliveries = {
  retryAfterMost: formatDuration(retryAfterCapMs),
  readMost: formatBytes(MAX_READ_BYTES),
  keptMost: formatBytes(MAX_KEPT_BYTES),
  overlap: formatDuration(defaultOverlapHours * hourMs),
  overlapMost: formatDuration(maxOverlapHours * hourMs),
  activationMost: formatDuration(maxActivationDelayMs),
  webhooksOfCustomer: formatCount(mostWebhooks.customer),
  webhooksOfWorkspace: formatCount(mostWebhooks.workspace),
  heldNotices: String(noticesBeforeExpiry),
  replayRate: formatCount((replayPace.stepRows * 1_000) / replayPace.stepMs),
  replayAhead: formatCount(replayPace.mostWaiting),
  replaysMost: String(mostReplays),
  waitMost: String(longestWaitSeconds),
  waitingMost: String(mostWaitingReads),
  streamsMost: String(mostOpenStreams),
}

/**
 * What stands in the chapters as `{{name}}`, in a sentence or in code. Numbers come from the code that keeps them, or
 * from what the operator has set.
 */
export const factsOf = ({ settings, baseUrl, apiUrl }: Deployment): Readonly<Record<string, string>> => ({
  ...ofEvents,
  ...ofRequests,
  ...ofDeliveries,
  site: baseUrl,
  api: apiUrl,
  attempts: String(maxAttempts(settings.retryWaitsMs)),
  timeout: formatDuration(settings.deliveryTimeoutMs),
  breaker: formatCount(settings.breakerFailures),
  retention: formatDuration(settings.retentionMs),
  heldRetention: formatDuration(settings.heldRetentionMs),
  uploadMost: formatBytes(settings.maxUploadBytes),
  rateLimit:
    settings.rateLimit === 0
      ? 'This server has no limit of requests.'
      : `This server takes ${formatCount(settings.rateLimit)} requests a minute from each token, each key and each signed-in user; without a credential, from each network.`,
})
