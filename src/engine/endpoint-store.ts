import type { Queryable } from '../db/port.ts'

export interface EndpointRow {
  id: string
  url: string
  audience: 'customer' | 'workspace'
  disable_on_gone: boolean
  consecutive_failures: number
  version: number
  enabled_at: Date | null
  secrets: {
    ciphertext: string
    created_at_ms: number
    activate_at_ms: number
    retire_at_ms: number | null
  }[]
}

/** Endpoints with their encrypted secrets (base64). */
export const readEndpoints = (db: Queryable, webhookIds: readonly string[]) =>
  db.rows<EndpointRow>({
    name: 'read-endpoints',
    text: `
      SELECT w.id, w.url, w.audience, w.disable_on_gone, w.version, w.enabled_at,
        -- A closing one has no breaker: a lane must not wait for it to trip.
        CASE WHEN w.closing_at IS NULL THEN w.consecutive_failures ELSE 0 END AS consecutive_failures,
        (SELECT json_agg(json_build_object(
           'ciphertext', encode(s.ciphertext, 'base64'),
           'created_at_ms', extract(epoch FROM s.created_at) * 1000,
           'activate_at_ms', extract(epoch FROM s.activate_at) * 1000,
           'retire_at_ms', extract(epoch FROM s.retire_at) * 1000))
         FROM webhook_secrets s WHERE s.webhook_id = w.id) AS secrets
      FROM webhooks w WHERE w.id = ANY ($1::uuid[])`,
    values: [webhookIds],
  })
