import type { Queryable } from '../db/port.ts'
import type { MasterKey } from '../platform/crypto.ts'
import type { AddressPolicy } from '../platform/outbound/index.ts'
import { type EndpointRow, readEndpoints } from './endpoint-store.ts'
import { prepareKey } from './signature.ts'
import type { Endpoint } from './types.ts'

/** Where a signing secret's ciphertext belongs. */
export const secretContext = (webhookId: string): string => `webhook:${webhookId}`

export type PolicyOf = (audience: 'customer' | 'workspace') => AddressPolicy

function toEndpoint(row: EndpointRow, masterKey: MasterKey, policyOf: PolicyOf): Endpoint {
  return {
    id: row.id,
    url: row.url,
    host: new URL(row.url).host,
    audience: row.audience,
    policy: policyOf(row.audience),
    disableOnGone: row.disable_on_gone,
    consecutiveFailures: row.consecutive_failures,
    version: row.version,
    enabledAtMs: row.enabled_at?.getTime() ?? null,
    keys: row.secrets.map((secret) => ({
      createdAtMs: secret.created_at_ms,
      activateAtMs: secret.activate_at_ms,
      retireAtMs: secret.retire_at_ms,
      key: prepareKey(masterKey.decrypt(Buffer.from(secret.ciphertext, 'base64'), secretContext(row.id))),
    })),
  }
}

/**
 * Loads endpoints with their keys made ready. One whose secret cannot be read is given as the error it raised: its
 * deliveries fail by our fault, and the others go out.
 */
export async function loadEndpoints(
  db: Queryable,
  webhookIds: readonly string[],
  masterKey: MasterKey,
  policyOf: PolicyOf,
): Promise<Map<string, Endpoint | Error>> {
  const loaded = new Map<string, Endpoint | Error>()
  for (const row of await readEndpoints(db, webhookIds)) {
    try {
      loaded.set(row.id, toEndpoint(row, masterKey, policyOf))
    } catch (error) {
      loaded.set(row.id, error as Error)
    }
  }
  return loaded
}
