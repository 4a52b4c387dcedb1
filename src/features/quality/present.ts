import type { NcrAnswer } from '../../contract/ncrs.ts'
import type { SeenNcr } from './store.ts'

export type Expansion = 'project' | 'customer'

const projectOf = ({ project_id, project_no, project_name, project_status }: SeenNcr) => ({
  id: project_id,
  project_no,
  name: project_name,
  status: project_status,
})

const customerOf = ({ customer_id, customer_name, customer_email, company }: SeenNcr) => ({
  user_id: customer_id,
  name: customer_name,
  email: customer_email,
  company: company ?? '',
})

export function presentNcr(row: SeenNcr, expand: readonly Expansion[] = []): NcrAnswer {
  return {
    id: row.id,
    ncr_no: row.ncr_no,
    status: row.status,
    severity: row.severity,
    project_id: row.project_id,
    project_no: row.project_no,
    customer_id: row.customer_id,
    order_id: row.order_id,
    order_no: row.order_no,
    order_line_id: row.order_line_id,
    qty_affected: row.qty_affected,
    description: row.description,
    disposition: row.disposition,
    root_cause: row.root_cause,
    resolution: row.resolution,
    internal: row.internal,
    created_at: row.created_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
    ...(expand.includes('project') && { project: projectOf(row) }),
    ...(expand.includes('customer') && { customer: customerOf(row) }),
  }
}
