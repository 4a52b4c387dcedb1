import type { Db } from '../../db/port.ts'
import type { Plan } from '../../domain/access/plans.ts'
import type { PatPrincipal } from '../../domain/access/principal.ts'
import { parseRole } from '../../domain/access/roles.ts'
import type { PatScope } from '../../domain/access/scopes.ts'
import type { Clock } from '../../platform/clock.ts'
import {
  type AccessChanges,
  CredentialVerifier,
  type LastUsed,
  tokenTag,
  userTag,
  workspaceTag,
} from '../credentials/index.ts'
import * as store from './store.ts'

async function findPrincipal(db: Db, secretHash: Buffer): Promise<PatPrincipal | undefined> {
  const row = await store.findVerified(db, secretHash)
  if (row === undefined) return undefined
  return {
    kind: 'pat',
    tokenId: row.id,
    userId: row.user_id,
    workspaceId: row.workspace_id,
    plan: row.plan as Plan,
    role: parseRole(row.role),
    // A name that is no scope any more is asked for by no route.
    scopes: row.scopes as PatScope[],
    fullAccess: row.full_access,
    expiresAt: row.expires_at,
  }
}

/** Verifies personal access tokens. */
export const tokenVerifier = (db: Db, clock: Clock, access: AccessChanges, lastUsed: LastUsed) =>
  new CredentialVerifier<PatPrincipal>({
    kind: 'pat',
    clock,
    access,
    lastUsed,
    find: (secretHash) => findPrincipal(db, secretHash),
    tagsOf: ({ tokenId, userId, workspaceId }) => [
      tokenTag(tokenId),
      userTag(userId),
      workspaceTag(workspaceId),
    ],
  })
