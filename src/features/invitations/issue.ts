import type { CustomerTerms } from '../../contract/customers.ts'
import { Problem } from '../../contract/errors.ts'
import type { InvitationAnswer } from '../../contract/invitations.ts'
import type { Tx } from '../../db/port.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { mayGive, standingOf } from '../../domain/access/rights.ts'
import type { Role } from '../../domain/access/roles.ts'
import { randomToken, sha256 } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { invitationMail } from './mail.ts'
import type { InvitationOptions } from './options.ts'
import { statusOf } from './standing.ts'
import * as store from './store.ts'

export const invitationLifetimeMs = 7 * 86_400_000
/** More than a shop imports in a week; a bound for who would mail the world. */
export const mostOpenInvitations = 10_000

/** Somebody to invite. */
export interface Invitee {
  email: string
  role: Role
  /** Proposed, for customers. */
  name?: string
  terms?: CustomerTerms
}

/** `ada@example.com` → `a…@example.com`: enough to tell lines apart in the log, and nobody's address. */
export const veiledEmail = (email: string): string => email.replace(/^(.)[^@]*/u, '$1…')

export const presentInvitation = (row: store.InvitationRow, now: Date): InvitationAnswer => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role as Role,
  status: statusOf(row, now),
  invited_by: { user_id: row.invited_by_user, key_id: row.invited_by_key, name: row.inviter_name },
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
})

/** Throws the 403 when the actor may not give one of the roles. */
export function requireMayInvite({ principal }: Actor, invitees: readonly Invitee[]): void {
  const by = standingOf(principal)
  if (!invitees.every(({ role }) => mayGive(by, role)))
    throw new Problem('role_required', { detail: 'Your role does not invite people to this one.' })
}

async function requireRoom(tx: Tx, workspaceId: string, wanted: number, now: Date): Promise<void> {
  await store.holdInvitations(tx, workspaceId)
  if ((await store.countOpen(tx, workspaceId, now)) + wanted > mostOpenInvitations)
    throw new Problem('limit_reached', {
      detail: `There may be ${mostOpenInvitations} open invitations; withdraw some, or wait until they expire.`,
    })
}

export interface IssuedInvitation {
  id: string
  /** The link: shown once, mailed once, and kept as a hash. */
  acceptUrl: string
}

/** Makes invitations with their mails and their lines in the audit log. In order. */
export async function issueInvitations(
  tx: Tx,
  { clock, outbox, baseUrl }: InvitationOptions,
  actor: Actor,
  invitees: readonly Invitee[],
): Promise<IssuedInvitation[]> {
  const { principal } = actor
  const { workspaceId } = principal
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + invitationLifetimeMs)
  await requireRoom(tx, workspaceId, invitees.length, now)
  const made = invitees.map((invitee) => ({ ...invitee, id: newId(now), token: randomToken() }))
  await store.insertInvitations(
    tx,
    made.map(({ id, token, email, role, name, terms }) => ({
      id,
      workspace_id: workspaceId,
      email,
      role,
      name: name ?? null,
      terms: JSON.stringify(terms ?? {}),
      secret_hash: sha256(token),
      invited_by_user: principal.kind === 'api_key' ? null : principal.userId,
      invited_by_key: principal.kind === 'api_key' ? principal.keyId : null,
      created_at: now,
      expires_at: expiresAt,
    })),
  )
  await recordAudit(
    tx,
    ...made.map(({ id, email, role }) => ({
      workspaceId,
      actor,
      action: 'invitation.create',
      subject: id,
      after: { to: veiledEmail(email), role, expires_at: expiresAt },
      at: now,
    })),
  )
  const { name: workspaceName } = await store.findWorkspace(tx, workspaceId)
  const issued: IssuedInvitation[] = []
  for (const { id, token, email, role, name = null } of made) {
    const acceptUrl = `${baseUrl()}/invitations/${token}`
    const mail = invitationMail({ workspaceName, role, name, acceptUrl })
    await outbox.write(tx, { kind: 'invitation', userId: null, to: email, expiresAt, ...mail })
    issued.push({ id, acceptUrl })
  }
  return issued
}
