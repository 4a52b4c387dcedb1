import { z } from 'zod'
import { holdableStatuses, orderStatuses } from '../domain/records/order.ts'
import { quoteStatuses } from '../domain/records/quote.ts'
import { id, integerId, name, page, pageQuery, text, time, timeInput } from './common.ts'
import { expandedCustomer, expandedProject, expandQuery, sortQuery } from './expand.ts'
import { money } from './money.ts'
import {
  charge,
  chargesInput,
  customerIdQuery,
  day,
  dayOrTimeInput,
  maxLines,
  part,
  partInput,
  quantity,
  unitPrice,
  unitPriceInput,
} from './parts.ts'
import { shipment } from './shipments.ts'
import { currency } from './workspace.ts'

const orderLine = z.strictObject({
  id,
  ...part,
  quantity: z.int(),
  unit_price: unitPrice,
  total: money,
  qty_shipped: z.int().meta({ description: 'What carriers have taken over and not brought back.' }),
  qty_invoiced: z.int().meta({ description: 'What stands on invoices that are not void.' }),
})

const expandedQuote = z
  .strictObject({ id, quote_no: z.string(), revision: z.int(), status: z.enum(quoteStatuses) })
  .nullable()
  .optional()
  .meta({ description: 'With `expand=quote`; null where the shop took the order without one.' })

const orderMembers = {
  id,
  order_no: z.string().meta({ description: 'A label such as O-20260515-0001; routes take the id.' }),
  status: z.enum(orderStatuses),
  held_status: z.enum(holdableStatuses).nullable().meta({ description: 'What comes back with `/resume`.' }),
  quote_id: id.nullable(),
  project_id: id,
  project_no: z.string(),
  customer_id: integerId,
  po_number: z.string().nullable(),
  currency: z.string(),
  subtotal: money.meta({ description: 'Lines and charges that are no tax.' }),
  tax: money,
  total: money,
  promised_at: day.nullable().meta({ description: 'The day on which the shop means to be ready.' }),
  note: z.string(),
  created_at: time,
  production_started_at: time.nullable(),
  shipped_at: time.nullable().meta({ description: 'When the last of it was shipped.' }),
  delivered_at: time.nullable(),
  cancelled_at: time.nullable(),
  project: expandedProject,
  customer: expandedCustomer,
  quote: expandedQuote,
}
const lines = z.array(orderLine)
const charges = z.array(charge)
const shipments = z.array(shipment)

export const order = z.strictObject({ ...orderMembers, lines, charges, shipments }).meta({ id: 'Order' })
export type OrderAnswer = z.output<typeof order>

/** In a list; what it is made of only on demand. */
export const orderListed = z
  .strictObject({
    ...orderMembers,
    lines: lines.optional(),
    charges: charges.optional(),
    shipments: shipments.optional(),
  })
  .meta({
    id: 'OrderListed',
    description: 'Lines and charges with `expand=lines`, shipments with `expand=shipments`.',
  })
export const orderPage = page(orderListed)

/** What selects orders, for the list and for the CSV. */
const orderFilterMembers = {
  status: z.enum(orderStatuses).optional(),
  order_no: name(40).optional().meta({ description: 'The order of exactly this number.' }),
  po_number: name(60).optional().meta({ description: 'Orders of exactly this purchase order number.' }),
  quote_id: id.optional(),
  project_id: id.optional(),
  project_no: name(40).optional(),
  customer_id: customerIdQuery,
  from: timeInput.optional().meta({ description: 'Placed at this moment or later.' }),
  to: timeInput.optional().meta({ description: 'Placed before this moment.' }),
}

export const orderFilter = z.strictObject(orderFilterMembers)
export type OrderFilter = z.output<typeof orderFilter>

export const orderQuery = z.strictObject({
  ...pageQuery,
  ...orderFilterMembers,
  sort: sortQuery,
  expand: expandQuery(['lines', 'shipments', 'project', 'customer', 'quote']),
})
export type OrderQuery = z.output<typeof orderQuery>

export const orderReadQuery = z.strictObject({ expand: expandQuery(['project', 'customer', 'quote']) })

export const orderInput = z.strictObject({
  project_id: id,
  currency: currency.optional().meta({ description: 'The workspace’s when absent.' }),
  po_number: name(60).optional(),
  promised_at: dayOrTimeInput.optional().meta({ description: 'A day that is not over, or a moment of it.' }),
  note: text(5_000).optional(),
  lines: z
    .array(z.strictObject({ ...partInput, quantity, unit_price: unitPriceInput }))
    .min(1)
    .max(maxLines),
  charges: chargesInput.optional(),
})
export type OrderInput = z.output<typeof orderInput>
