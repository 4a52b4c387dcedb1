import { newId } from '../../../platform/ids.ts'
import type { JobRecords, Place } from './job-rows.ts'
import type { NumberBook } from './numbers.ts'
import type { Job } from './plan.ts'
import type { Rows } from './rows.ts'

/** What was said about a job, and the quality report where there was one. Returns the report's number. */
export function addConversation(
  rows: Rows,
  numbers: NumberBook,
  place: Place & { customerName: string; staff: { id: number; name: string } },
  job: Job,
  records: JobRecords,
): string | null {
  for (const { at, side, body } of job.messages)
    rows.add('messages', {
      ...{ id: newId(at), workspace_id: place.workspaceId, customer_id: place.customerId },
      ...{ project_id: records.projectId, author_side: side, body, internal: false, created_at: at },
      author_id: side === 'customer' ? place.customerId : place.staff.id,
      author_name: side === 'customer' ? place.customerName : place.staff.name,
    })
  const { defect } = job
  if (defect === null) return null
  const ncrNo = numbers.next('ncr', defect.at)
  const resolved = defect.resolvedAt !== null
  rows.add('ncrs', {
    ...{
      id: newId(defect.at),
      workspace_id: place.workspaceId,
      ncr_no: ncrNo,
      project_id: records.projectId,
    },
    ...{ order_id: records.order?.id ?? null, order_line_id: records.order?.lineIds[0] ?? null },
    ...{ severity: 'minor', qty_affected: defect.pieces, description: defect.text, internal: false },
    status: resolved ? 'resolved' : 'open',
    disposition: resolved ? 'rework' : null,
    root_cause: resolved ? 'Worn tool.' : null,
    resolution: resolved ? 'Made anew and measured.' : null,
    created_at: defect.at,
    resolved_at: defect.resolvedAt,
  })
  return ncrNo
}
