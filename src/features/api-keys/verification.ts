import type { Db } from '../../db/port.ts'
import type { Plan } from '../../domain/access/plans.ts'
import type { KeyEnvironment, KeyPrincipal } from '../../domain/access/principal.ts'
import type { KeyScope } from '../../domain/access/scopes.ts'
import type { Clock } from '../../platform/clock.ts'
import {
  type AccessChanges,
  CredentialVerifier,
  keyTag,
  type LastUsed,
  workspaceTag,
} from '../credentials/index.ts'
import * as store from './store.ts'

/** The tenant key with this secret. Its maker plays no part: keys outlive the member who made them. */
export async function findPrincipal(db: Db, secretHash: Buffer): Promise<KeyPrincipal | undefined> {
  const row = await store.findVerified(db, secretHash)
  if (row === undefined) return undefined
  return {
    kind: 'api_key',
    keyId: row.id,
    workspaceId: row.workspace_id,
    plan: row.plan as Plan,
    createdBy: row.created_by,
    scopes: row.scopes as KeyScope[],
    environment: row.environment as KeyEnvironment,
    expiresAt: row.expires_at,
  }
}

/** Verifies tenant API keys. */
export const apiKeyVerifier = (db: Db, clock: Clock, access: AccessChanges, lastUsed: LastUsed) =>
  new CredentialVerifier<KeyPrincipal>({
    kind: 'fwk',
    clock,
    access,
    lastUsed,
    find: (secretHash) => findPrincipal(db, secretHash),
    tagsOf: ({ keyId, workspaceId }) => [keyTag(keyId), workspaceTag(workspaceId)],
  })
