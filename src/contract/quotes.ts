import { z } from 'zod'
import { orderStatuses } from '../domain/records/order.ts'
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
  distinct,
  maxBreaks,
  maxLines,
  part,
  partInput,
  quantity,
  unitPrice,
  unitPriceInput,
} from './parts.ts'
import { currency } from './workspace.ts'

const quoteBreak = z.strictObject({
  quantity: z.int(),
  unit_price: unitPrice.nullable(),
  line_total: money.nullable(),
  lead_time_days: z.int().nullable(),
})

const quoteLine = z.strictObject({
  id,
  ...part,
  breaks: z.array(quoteBreak).meta({
    description: 'By quantity. Without a price it was asked for, and is not answered yet.',
  }),
})

const expandedOrder = z
  .strictObject({ id, order_no: z.string(), status: z.enum(orderStatuses) })
  .nullable()
  .optional()
  .meta({ description: 'With `expand=order`; null while it has become none.' })

const quoteMembers = {
  id,
  quote_no: z.string().meta({ description: 'A label such as Q-20260515-0001; the same for all revisions.' }),
  revision: z.int(),
  previous_id: id.nullable().meta({ description: 'The revision that this one supersedes.' }),
  project_id: id,
  project_no: z.string(),
  customer_id: integerId,
  status: z.enum(quoteStatuses),
  currency: z.string().nullable(),
  valid_until: day.nullable().meta({
    description: 'The last day on which it can be accepted, in the workspace’s time zone.',
  }),
  note: z.string(),
  decline_reason: z.string(),
  order_id: id.nullable().meta({ description: 'The order that it became.' }),
  accepted_by: integerId.nullable().meta({ description: 'The user; null where a tenant key did it.' }),
  accepted_at: time.nullable(),
  ready_at: time.nullable().meta({ description: 'Since when the customer sees the prices.' }),
  created_at: time,
  project: expandedProject,
  customer: expandedCustomer,
  order: expandedOrder,
}
const lines = z.array(quoteLine)
const charges = z.array(charge)

export const quote = z.strictObject({ ...quoteMembers, lines, charges }).meta({ id: 'Quote' })
export type QuoteAnswer = z.output<typeof quote>

/** In a list; what it is made of only on demand. */
export const quoteListed = z
  .strictObject({ ...quoteMembers, lines: lines.optional(), charges: charges.optional() })
  .meta({ id: 'QuoteListed', description: 'Lines and charges with `expand=lines` only.' })
export const quotePage = page(quoteListed)

export const quoteQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(quoteStatuses).optional(),
  quote_no: name(40).optional().meta({ description: 'All revisions of exactly this number.' }),
  project_id: id.optional(),
  project_no: name(40).optional(),
  customer_id: customerIdQuery,
  from: timeInput.optional().meta({ description: 'Made at this moment or later.' }),
  to: timeInput.optional().meta({ description: 'Made before this moment.' }),
  sort: sortQuery,
  expand: expandQuery(['lines', 'project', 'customer', 'order']),
})
export type QuoteQuery = z.output<typeof quoteQuery>

export const quoteReadQuery = z.strictObject({ expand: expandQuery(['project', 'customer', 'order']) })

const quantities = z
  .array(quantity)
  .min(1)
  .max(maxBreaks)
  .refine((all) => distinct(all, (one) => one), 'must not name a quantity twice')

export const quoteInput = z.strictObject({
  project_id: id,
  note: text(5_000).optional(),
  lines: z
    .array(
      z.strictObject({
        ...partInput,
        quantities: quantities.meta({ description: 'For which a price is asked: `[10, 50]`.' }),
      }),
    )
    .min(1)
    .max(maxLines),
})
export type QuoteInput = z.output<typeof quoteInput>

const priceBreak = z.strictObject({
  quantity,
  unit_price: unitPriceInput,
  lead_time_days: z.int().min(0, 'must not be negative').max(3_650),
})

export const quotePricing = z.strictObject({
  currency,
  valid_until: dayOrTimeInput.nullable().optional().meta({
    description: 'The last day, not in the past, or a moment of it. Without one the offer has no end.',
  }),
  lines: z
    .array(
      z.strictObject({
        line_id: id,
        breaks: z
          .array(priceBreak)
          .min(1)
          .max(maxBreaks)
          .refine((all) => distinct(all, (one) => one.quantity), 'must not name a quantity twice')
          .meta({ description: 'Take the place of what was asked for, or priced before.' }),
      }),
    )
    .min(1)
    .max(maxLines)
    .refine((all) => distinct(all, (one) => one.line_id), 'must name each line once')
    .meta({ description: 'Every line of the quote, once.' }),
  charges: chargesInput.optional().meta({ description: 'Take the place of those before.' }),
})
export type QuotePricing = z.output<typeof quotePricing>

export const quoteAcceptance = z.strictObject({
  selections: z
    .array(z.strictObject({ line_id: id, quantity }))
    .min(1)
    .max(maxLines)
    .refine((all) => distinct(all, (one) => one.line_id), 'must name each line once')
    .meta({ description: 'For every line the quantity of one of its breaks.' }),
  po_number: name(60).optional().meta({ description: 'Your purchase order number.' }),
})
export type QuoteAcceptance = z.output<typeof quoteAcceptance>

export const quoteRefusal = z.strictObject({ reason: text(2_000).optional() })
export type QuoteRefusal = z.output<typeof quoteRefusal>
