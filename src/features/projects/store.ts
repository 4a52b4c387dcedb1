import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { ProjectStatus } from '../../domain/records/project.ts'

export interface ProjectRow {
  id: string
  project_no: string
  name: string
  description: string
  status: ProjectStatus
  customer_id: number
  created_at: Date
}

const columns = ['id', 'project_no', 'name', 'description', 'status', 'customer_id', 'created_at'] as const

/** Projects that the owner sees: every query of this file begins here. */
const seenBy = ({ workspaceId, customerId }: Owner) => {
  const projects = q.selectFrom('projects').select(columns).where('workspace_id', '=', workspaceId)
  return (
    customerId === null ? projects : projects.where('customer_id', '=', customerId)
  ).$castTo<ProjectRow>()
}

export const findProject = (db: Queryable, owner: Owner, id: string) =>
  db.maybe(seenBy(owner).where('id', '=', id))

/** The project, which stays until the transaction ends, for what is put under it. */
export const holdProject = (tx: Tx, owner: Owner, id: string) =>
  tx.maybe(seenBy(owner).where('id', '=', id).forKeyShare())

export interface ProjectFilter {
  status: ProjectStatus | undefined
  projectNo: string | undefined
  customerId: number | undefined
  /** A part of the name, in any case. */
  name: string | undefined
  /** The last id seen. */
  after: string | undefined
}

/** Newest first. */
export const listProjects = (db: Queryable, owner: Owner, filter: ProjectFilter, limit: number) => {
  const { status, projectNo, customerId, name, after } = filter
  let projects = seenBy(owner).orderBy('id', 'desc').limit(limit)
  if (status !== undefined) projects = projects.where('status', '=', status)
  if (projectNo !== undefined) projects = projects.where('project_no', '=', projectNo)
  if (customerId !== undefined) projects = projects.where('customer_id', '=', customerId)
  if (name !== undefined) projects = projects.where(sql<boolean>`strpos(lower(name), lower(${name})) > 0`)
  if (after !== undefined) projects = projects.where('id', '<', after)
  return db.rows(projects)
}

export const insertProject = (tx: Tx, row: ProjectRow & { workspace_id: string }) =>
  tx.run(q.insertInto('projects').values(row))

export interface ProjectChange {
  name?: string
  description?: string
  status?: ProjectStatus
}

/**
 * Changes a project whose id the caller has found to be visible. With `from` only while it has that status, so
 * that of two changes of status at once one finds nothing.
 */
export const updateProject = (
  tx: Tx,
  workspaceId: string,
  id: string,
  change: ProjectChange,
  from: ProjectStatus | undefined,
) => {
  const update = q
    .updateTable('projects')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returning(columns)
    .$castTo<ProjectRow>()
  return tx.maybe(from === undefined ? update : update.where('status', '=', from))
}

/** Who the customers of projects are, by their ids, with the company that the shop has noted. */
export const listCustomers = (db: Queryable, workspaceId: string, ids: readonly number[]) =>
  db.rows(
    q
      .selectFrom('users as u')
      .leftJoin('customer_terms as t', (join) =>
        join.onRef('t.user_id', '=', 'u.id').on('t.workspace_id', '=', workspaceId),
      )
      .select(['u.id as user_id', 'u.name', 'u.email', 't.company'])
      .where('u.id', 'in', [...ids]),
  )
