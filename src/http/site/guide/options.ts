import type { RouteRow } from '../../../contract/route.ts'
import type { Config } from '../../../platform/config.ts'

/** What the operator can set and a programmer has to know. */
export type GuideSettings = Pick<
  Config,
  | 'breakerFailures'
  | 'deliveryTimeoutMs'
  | 'heldRetentionMs'
  | 'maxUploadBytes'
  | 'rateLimit'
  | 'retentionMs'
  | 'retryWaitsMs'
>

/** The deployment that the guide is about. */
export interface Deployment {
  rows: readonly RouteRow[]
  settings: GuideSettings
  /** The site's origin. */
  baseUrl: string
  /** Where the API's paths begin. */
  apiUrl: string
}
