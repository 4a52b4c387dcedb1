import { z } from 'zod'
import { dispositions, ncrStatuses, severities } from '../domain/records/ncr.ts'
import { id, integerId, name, page, pageQuery, text, time, timeInput } from './common.ts'
import { expandedCustomer, expandedProject, expandQuery, sortQuery } from './expand.ts'
import { customerIdQuery, quantity } from './parts.ts'

/** As long as an event's message may be: reports are told in full. */
const longText = text(4_000).min(1, 'must not be empty')

export const ncr = z
  .strictObject({
    id,
    ncr_no: z.string().meta({ description: 'A label such as N-20260515-0001; routes take the id.' }),
    status: z.enum(ncrStatuses),
    severity: z.enum(severities),
    project_id: id,
    project_no: z.string(),
    customer_id: integerId,
    order_id: id.nullable(),
    order_no: z.string().nullable(),
    order_line_id: id.nullable(),
    qty_affected: z.int(),
    description: z.string(),
    disposition: z.enum(dispositions).nullable().meta({ description: 'What becomes of the pieces.' }),
    root_cause: z.string().nullable(),
    resolution: z.string().nullable().meta({ description: 'How it was settled; null until it is.' }),
    internal: z.boolean().meta({ description: 'For the shop alone. A customer sees no such report.' }),
    created_at: time,
    resolved_at: time.nullable(),
    project: expandedProject,
    customer: expandedCustomer,
  })
  .meta({ id: 'Ncr', description: 'A nonconformance report: a quality flag.' })
export type NcrAnswer = z.output<typeof ncr>
export const ncrPage = page(ncr)

const expand = expandQuery(['project', 'customer'])

export const ncrReadQuery = z.strictObject({ expand })
export type NcrReadQuery = z.output<typeof ncrReadQuery>

export const ncrQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(ncrStatuses).optional(),
  severity: z.enum(severities).optional(),
  ncr_no: name(40).optional().meta({ description: 'The report of exactly this number.' }),
  project_id: id.optional(),
  project_no: name(40).optional(),
  order_id: id.optional(),
  order_no: name(40).optional(),
  customer_id: customerIdQuery,
  from: timeInput.optional().meta({ description: 'Made at this moment or later.' }),
  to: timeInput.optional().meta({ description: 'Made before this moment.' }),
  sort: sortQuery,
  expand,
})
export type NcrQuery = z.output<typeof ncrQuery>

export const ncrInput = z.strictObject({
  project_id: id,
  order_line_id: id.optional().meta({ description: 'The line concerned, of an order of the project.' }),
  severity: z.enum(severities),
  qty_affected: quantity.meta({ description: 'Pieces concerned; of an order’s line, not more than it has.' }),
  description: longText,
  internal: z.boolean().optional().meta({ description: 'For the shop alone; the customer is told nothing.' }),
})
export type NcrInput = z.output<typeof ncrInput>

export const ncrStart = z.strictObject({ disposition: z.enum(dispositions) })
export type NcrStart = z.output<typeof ncrStart>

export const ncrResolve = z.strictObject({ root_cause: longText.optional(), resolution: longText })
export type NcrResolve = z.output<typeof ncrResolve>
