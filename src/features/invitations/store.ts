import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'

export interface InvitationInsert {
  id: string
  workspace_id: string
  email: string
  role: string
  name: string | null
  /** JSON text. */
  terms: string
  secret_hash: Buffer
  invited_by_user: number | null
  invited_by_key: string | null
  created_at: Date
  expires_at: Date
}

/** An invitation with what whoever made it is now, on which its standing rests. */
export interface InvitationRow {
  id: string
  workspace_id: string
  email: string
  role: string
  name: string | null
  terms: unknown
  invited_by_user: number | null
  invited_by_key: string | null
  created_at: Date
  expires_at: Date
  inviter_name: string | null
  inviter_role: string | null
  inviter_scopes: string[] | null
}

const invitations = q
  .selectFrom('invitations as i')
  .leftJoin('users as u', 'u.id', 'i.invited_by_user')
  .leftJoin('user_organizations as m', (join) =>
    join.onRef('m.user_id', '=', 'i.invited_by_user').onRef('m.workspace_id', '=', 'i.workspace_id'),
  )
  .leftJoin('api_keys as k', (join) =>
    join.onRef('k.id', '=', 'i.invited_by_key').onRef('k.workspace_id', '=', 'i.workspace_id'),
  )
  .select((e) => [
    'i.id',
    'i.workspace_id',
    'i.email',
    'i.role',
    'i.name',
    'i.terms',
    'i.invited_by_user',
    'i.invited_by_key',
    'i.created_at',
    'i.expires_at',
    e.fn.coalesce('k.name', 'u.name').as('inviter_name'),
    'm.role as inviter_role',
    'k.scopes as inviter_scopes',
  ])

const mostPerInsert = 500

/** Many at once: parameters of one statement are bounded. */
export async function insertInvitations(tx: Tx, rows: readonly InvitationInsert[]): Promise<void> {
  for (let at = 0; at < rows.length; at += mostPerInsert)
    await tx.run(q.insertInto('invitations').values(rows.slice(at, at + mostPerInsert)))
}

/** Lets those who invite to a workspace take turns until their transactions end, so that each counts the others'. */
export const holdInvitations = (tx: Tx, workspaceId: string) =>
  tx.run(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`invitations:${workspaceId}`}, 0))`)

/** How many invitations of the workspace have not expired. */
export const countOpen = async (db: Queryable, workspaceId: string, now: Date): Promise<number> => {
  const open = q
    .selectFrom('invitations')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('workspace_id', '=', workspaceId)
    .where('expires_at', '>', now)
  return (await db.one(open)).n
}

export interface InvitationFilter {
  role: string | undefined
  /** Part of the address, in any case. */
  email: string | undefined
  /** The last id seen. */
  after: string | undefined
}

/** Newest first. */
export function listInvitations(
  db: Queryable,
  workspaceId: string,
  { role, email, after }: InvitationFilter,
  limit: number,
): Promise<InvitationRow[]> {
  let list = invitations.where('i.workspace_id', '=', workspaceId).orderBy('i.id', 'desc').limit(limit)
  if (role !== undefined) list = list.where('i.role', '=', role)
  // Not LIKE: a % or _ in what somebody looks for stands for itself.
  if (email) list = list.where(sql<boolean>`strpos(lower(i.email), lower(${email})) > 0`)
  if (after !== undefined) list = list.where('i.id', '<', after)
  return db.rows(list)
}

export const findBySecret = (db: Queryable, secretHash: Buffer): Promise<InvitationRow | undefined> =>
  db.maybe(invitations.where('i.secret_hash', '=', secretHash))

/** Reads it with its row held: of many who accept it at once, one still finds it when its turn has come. */
export const lockInvitation = (tx: Tx, id: string): Promise<InvitationRow | undefined> =>
  tx.maybe(invitations.where('i.id', '=', id).forUpdate('i'))

export const lockInvitationOf = (
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<InvitationRow | undefined> =>
  tx.maybe(invitations.where('i.id', '=', id).where('i.workspace_id', '=', workspaceId).forUpdate('i'))

export const deleteInvitation = (tx: Tx, id: string) =>
  tx.run(q.deleteFrom('invitations').where('id', '=', id))

export const deleteExpiredBefore = (db: Queryable, before: Date) =>
  db.run(q.deleteFrom('invitations').where('expires_at', '<', before))

/** The workspace that somebody is invited to. */
export const findWorkspace = (db: Queryable, id: string) =>
  db.one(q.selectFrom('workspaces').select(['id', 'name', 'slug', 'plan']).where('id', '=', id))

/** Those of the addresses, in lower case, whose accounts belong to the workspace or who are invited as customers. */
export async function knownEmails(
  db: Queryable,
  workspaceId: string,
  emails: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = await db.rows<{ email: string }>(sql<{ email: string }>`
    SELECT lower(u.email) AS email FROM users u JOIN user_organizations m ON m.user_id = u.id
    WHERE m.workspace_id = ${workspaceId} AND lower(u.email) = ANY (${[...emails]}::text[])
    UNION
    SELECT lower(email) FROM invitations
    WHERE workspace_id = ${workspaceId} AND role = 'customer' AND expires_at > ${now}
      AND lower(email) = ANY (${[...emails]}::text[])`)
  return new Set(rows.map(({ email }) => email))
}

export const deleteInvitationsTo = (tx: Tx, email: string) =>
  tx.run(q.deleteFrom('invitations').where(sql`lower(email)`, '=', email.toLowerCase()))
