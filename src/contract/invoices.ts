import { z } from 'zod'
import { invoiceStatuses } from '../domain/records/invoice.ts'
import { orderStatuses } from '../domain/records/order.ts'
import { id, integerId, name, page, pageQuery, text, time } from './common.ts'
import { expandedCustomer, expandedProject, expandQuery } from './expand.ts'
import { dayInput, money, positiveMoneyInput } from './money.ts'
import { charge, customerIdQuery, day, distinct, maxLines, quantity, unitPrice } from './parts.ts'

export const payment = z
  .strictObject({
    id,
    invoice_id: id,
    amount: money,
    method: z.string(),
    reference: z.string(),
    received_on: day,
    source: z.enum(['staff', 'customer']).meta({
      description: 'Entered by the shop, or said by the customer where the workspace allows that.',
    }),
    created_at: time,
    reversed_at: time
      .nullable()
      .meta({ description: 'Set when it turned out to be none; it counts no more.' }),
  })
  .meta({ id: 'Payment' })
export type PaymentAnswer = z.output<typeof payment>

const invoiceLine = z.strictObject({
  order_line_id: id,
  part_name: z.string(),
  quantity: z.int(),
  unit_price: unitPrice,
  total: money,
})

const expandedOrder = z
  .strictObject({
    id,
    order_no: z.string(),
    status: z.enum(orderStatuses),
    po_number: z.string().nullable(),
    total: money,
  })
  .optional()
  .meta({ description: 'With `expand=order`.' })

export const invoice = z
  .strictObject({
    id,
    invoice_no: z
      .string()
      .nullable()
      .meta({ description: 'A label such as I-20260515-0001; given at issue.' }),
    status: z.enum(invoiceStatuses),
    overdue: z.boolean().meta({
      description: 'Something is owed and the due day has ended in the workspace’s time zone.',
    }),
    order_id: id,
    order_no: z.string(),
    project_id: id,
    project_no: z.string(),
    customer_id: integerId,
    due_on: day,
    issued_at: time.nullable(),
    lines: z.array(invoiceLine),
    charges: z.array(charge),
    subtotal: money.meta({ description: 'Lines and charges that are no tax.' }),
    tax: money,
    total: money,
    paid: money.meta({ description: 'The sum of the payments that were not reversed.' }),
    balance: money,
    payments: z.array(payment).meta({ description: 'In the order they were entered.' }),
    created_at: time,
    order: expandedOrder,
    project: expandedProject,
    customer: expandedCustomer,
  })
  .meta({ id: 'Invoice' })
export type InvoiceAnswer = z.output<typeof invoice>
export const invoicePage = page(invoice)

/** What selects invoices, for the list and for the CSV. */
const invoiceFilterMembers = {
  status: z
    .enum([...invoiceStatuses, 'overdue'])
    .optional()
    .meta({ description: '`overdue`: something is owed and the due day has ended.' }),
  invoice_no: name(40).optional().meta({ description: 'The invoice of exactly this number.' }),
  order_id: id.optional(),
  order_no: name(40).optional(),
  project_no: name(40).optional().meta({ description: 'Invoices of the project of exactly this number.' }),
  customer_id: customerIdQuery,
  due_from: dayInput.optional().meta({ description: 'Due on this day or later.' }),
  due_to: dayInput.optional().meta({ description: 'Due on this day or earlier.' }),
}

export const invoiceFilter = z.strictObject(invoiceFilterMembers)
export type InvoiceFilter = z.output<typeof invoiceFilter>

const expand = expandQuery(['order', 'project', 'customer'])
export type InvoiceExpansion = NonNullable<z.output<typeof expand>>[number]

const sorts = ['-created_at', 'created_at', 'due_on', '-due_on'] as const
export type InvoiceSort = (typeof sorts)[number]

export const invoiceQuery = z.strictObject({
  ...pageQuery,
  ...invoiceFilterMembers,
  sort: z
    .enum(sorts)
    .default('-created_at')
    .meta({ description: '`-created_at`: newest first; `due_on`: what is due first.' }),
  expand,
})
export type InvoiceQuery = z.output<typeof invoiceQuery>

export const invoiceReadQuery = z.strictObject({ expand })

export const invoiceInput = z.strictObject({
  order_id: id,
  due_on: dayInput.meta({ description: 'By whose end, in the workspace’s time zone, it is to be paid.' }),
  lines: z
    .array(z.strictObject({ order_line_id: id, quantity }))
    .min(1)
    .max(maxLines)
    .refine((lines) => distinct(lines, (one) => one.order_line_id), 'must name each line of the order once')
    .optional()
    .meta({ description: 'All that is left to invoice of the order when absent.' }),
})
export type InvoiceInput = z.output<typeof invoiceInput>

export const invoiceIssue = z.strictObject({
  due_on: dayInput.optional().meta({ description: 'Another due day than the draft has.' }),
})
export type InvoiceIssue = z.output<typeof invoiceIssue>

const paymentMembers = {
  method: name(60).meta({
    description: 'How it was paid: bank_transfer, card, check, cash, or your own word.',
  }),
  reference: text(200)
    .optional()
    .meta({ description: 'What finds it again: a transfer’s or check’s number.' }),
}

export const paymentInput = z.strictObject({
  amount: positiveMoneyInput.meta({ description: 'At most the balance, in the invoice’s currency.' }),
  ...paymentMembers,
  received_on: dayInput
    .optional()
    .meta({ description: 'The day it arrived, not in the future; today when absent.' }),
})
export type PaymentInput = z.output<typeof paymentInput>

export const markPaidInput = z.strictObject({
  amount: positiveMoneyInput.optional().meta({ description: 'The whole balance when absent.' }),
  method: paymentMembers.method,
  reference: name(200).meta({ description: 'By which the shop finds the payment.' }),
})
export type MarkPaidInput = z.output<typeof markPaidInput>
