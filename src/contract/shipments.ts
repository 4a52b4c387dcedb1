import { z } from 'zod'
import { shipmentStatuses } from '../domain/records/shipment.ts'
import { id, name, time } from './common.ts'
import { distinct, maxLines, quantity } from './parts.ts'

export const shipment = z
  .strictObject({
    id,
    shipment_no: z.string().meta({ description: 'A label such as S-20260515-0001.' }),
    order_id: id,
    status: z.enum(shipmentStatuses),
    carrier: z.string(),
    tracking_no: z.string(),
    tracking_url: z.string().nullable(),
    lines: z.array(z.strictObject({ order_line_id: id, quantity: z.int() })),
    created_at: time,
    shipped_at: time.nullable(),
    delivered_at: time.nullable(),
  })
  .meta({ id: 'Shipment' })
export type ShipmentAnswer = z.output<typeof shipment>

export const shipmentInput = z.strictObject({
  carrier: name(100),
  tracking_no: name(100),
  tracking_url: z
    .string()
    .max(2_048)
    .regex(/^https?:\/\/[!-~]+$/, 'must be an http or https URL')
    .refine((url) => URL.canParse(url), 'must be an http or https URL')
    .optional(),
  lines: z
    .array(z.strictObject({ order_line_id: id, quantity }))
    .min(1)
    .max(maxLines)
    .refine((all) => distinct(all, (one) => one.order_line_id), 'must name each line of the order once')
    .optional()
    .meta({ description: 'All that is left to ship when absent.' }),
})
export type ShipmentInput = z.output<typeof shipmentInput>
