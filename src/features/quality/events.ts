import type { EventDataOf } from '../../contract/events/index.ts'
import type { NewEvent } from '../../engine/index.ts'
import type { SeenNcr } from './store.ts'

const common = (ncr: SeenNcr, baseUrl: string) => ({
  ncr_id: ncr.id,
  ncr_no: ncr.ncr_no,
  ...(ncr.order_no !== null && { order_no: ncr.order_no }),
  severity: ncr.severity,
  qty_affected: ncr.qty_affected,
  url: `${baseUrl}/quality/${ncr.id}`,
})

const toCustomer = (ncr: SeenNcr) => ({ workspaceId: ncr.workspace_id, userId: ncr.customer_id })

/** A report that the customer sees was opened. */
export function issuedEvent(ncr: SeenNcr, isTest: boolean, baseUrl: string): NewEvent {
  const data: EventDataOf<'ncr.issued'> = {
    title: 'Quality flag raised',
    message: ncr.description,
    project_no: ncr.project_no,
    ...common(ncr, baseUrl),
  }
  return { ...toCustomer(ncr), type: 'ncr.issued', data, isTest }
}

/** A report that the customer sees is settled. */
export function resolvedEvent(ncr: SeenNcr, isTest: boolean, baseUrl: string): NewEvent {
  const { disposition, resolution } = ncr
  const data: EventDataOf<'ncr.resolved'> = {
    title: 'Quality flag resolved',
    message: resolution ?? '',
    project_no: ncr.project_no,
    ...common(ncr, baseUrl),
    ...(disposition !== null && { disposition }),
    ...(resolution !== null && { resolution }),
  }
  return { ...toCustomer(ncr), type: 'ncr.resolved', data, isTest }
}
