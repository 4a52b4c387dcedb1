import type { NcrQuery } from '../../contract/ncrs.ts'
import type { Queryable, Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'
import type { Owner } from '../../domain/access/principal.ts'
import type { Disposition, NcrStatus, Severity } from '../../domain/records/ncr.ts'

export interface NcrRow {
  id: string
  workspace_id: string
  ncr_no: string
  status: NcrStatus
  severity: Severity
  project_id: string
  order_id: string | null
  order_line_id: string | null
  qty_affected: number
  description: string
  disposition: Disposition | null
  root_cause: string | null
  resolution: string | null
  internal: boolean
  is_test: boolean
  created_at: Date
  resolved_at: Date | null
}

/** A report with what its project and order say. */
export interface SeenNcr extends NcrRow {
  project_no: string
  project_name: string
  project_status: string
  customer_id: number
  customer_name: string
  customer_email: string
  company: string | null
  order_no: string | null
}

const own = [
  ...(['n.id', 'n.workspace_id', 'n.ncr_no', 'n.status', 'n.severity', 'n.project_id'] as const),
  ...(['n.order_id', 'n.order_line_id', 'n.qty_affected', 'n.description'] as const),
  ...(['n.disposition', 'n.root_cause', 'n.resolution', 'n.internal'] as const),
  ...(['n.is_test', 'n.created_at', 'n.resolved_at'] as const),
]
const related = [
  ...(['p.project_no', 'p.name as project_name', 'p.status as project_status'] as const),
  ...(['p.customer_id', 'u.name as customer_name', 'u.email as customer_email'] as const),
  ...(['t.company', 'o.order_no'] as const),
]

/** Reports that the owner sees: every query of this file begins here. A customer sees no internal one. */
const seenBy = ({ workspaceId, customerId }: Owner) => {
  const reports = q
    .selectFrom('ncrs as n')
    .innerJoin('projects as p', (join) =>
      join.onRef('p.workspace_id', '=', 'n.workspace_id').onRef('p.id', '=', 'n.project_id'),
    )
    .innerJoin('users as u', 'u.id', 'p.customer_id')
    .leftJoin('customer_terms as t', (join) =>
      join.onRef('t.workspace_id', '=', 'n.workspace_id').onRef('t.user_id', '=', 'p.customer_id'),
    )
    .leftJoin('orders as o', (join) =>
      join.onRef('o.workspace_id', '=', 'n.workspace_id').onRef('o.id', '=', 'n.order_id'),
    )
    .select([...own, ...related])
    .where('n.workspace_id', '=', workspaceId)
  return customerId === null
    ? reports
    : reports.where('p.customer_id', '=', customerId).where('n.internal', '=', false)
}

export const findNcr = (db: Queryable, owner: Owner, id: string) =>
  db.maybe(seenBy(owner).where('n.id', '=', id).$castTo<SeenNcr>())

/** The report, locked: of two steps at once, the second sees where the first has led. */
export const lockNcr = (tx: Tx, owner: Owner, id: string) =>
  tx.maybe(seenBy(owner).where('n.id', '=', id).forNoKeyUpdate('n').$castTo<SeenNcr>())

export type NcrFilter = Omit<NcrQuery, 'limit' | 'cursor' | 'sort' | 'expand'>

function filtered(owner: Owner, filter: NcrFilter) {
  let reports = seenBy(owner)
  for (const member of ['status', 'severity', 'ncr_no', 'project_id', 'order_id'] as const) {
    const value = filter[member]
    if (value !== undefined) reports = reports.where(`n.${member}`, '=', value)
  }
  if (filter.project_no !== undefined) reports = reports.where('p.project_no', '=', filter.project_no)
  if (filter.customer_id !== undefined) reports = reports.where('p.customer_id', '=', filter.customer_id)
  if (filter.order_no !== undefined) reports = reports.where('o.order_no', '=', filter.order_no)
  if (filter.from !== undefined) reports = reports.where('n.created_at', '>=', filter.from)
  if (filter.to !== undefined) reports = reports.where('n.created_at', '<', filter.to)
  return reports
}

/** `after` is the last id seen. */
export function listNcrs(
  db: Queryable,
  owner: Owner,
  filter: NcrFilter,
  { limit, after, oldestFirst }: { limit: number; after: string | undefined; oldestFirst: boolean },
) {
  const reports = filtered(owner, filter)
    .orderBy('n.id', oldestFirst ? 'asc' : 'desc')
    .limit(limit)
    .$castTo<SeenNcr>()
  return db.rows(after === undefined ? reports : reports.where('n.id', oldestFirst ? '>' : '<', after))
}

export const insertNcr = (tx: Tx, row: NcrRow) => tx.run(q.insertInto('ncrs').values(row))

export type NcrChange = Pick<NcrRow, 'status' | 'disposition' | 'root_cause' | 'resolution' | 'resolved_at'>

/** Only while it has the status it was decided on. */
export const updateNcr = (tx: Tx, { id, workspace_id, status }: NcrRow, change: NcrChange) =>
  tx.run(
    q
      .updateTable('ncrs')
      .set(change)
      .where('workspace_id', '=', workspace_id)
      .where('id', '=', id)
      .where('status', '=', status),
  )
