import { z } from 'zod'
import { invoiceStatuses } from '../domain/records/invoice.ts'
import { id, integerId, name, page, pageQuery, text, time } from './common.ts'
import { dayInput, money, positiveMoneyInput } from './money.ts'

const maxLines = 500
const quantity = z.int().min(1).max(2_147_483_647)
const day = z.string().meta({ description: 'A calendar day of the workspace, such as 2026-06-14.' })

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
  unit_price: z.string().meta({ description: 'Of the order, in major units with six decimals.' }),
  total: money,
})

const invoiceCharge = z.strictObject({
  kind: z.string().meta({ description: 'setup, tooling, shipping, discount or tax.' }),
  label: z.string(),
  amount: money.meta({ description: 'Below zero for a discount.' }),
})

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
    charges: z.array(invoiceCharge),
    subtotal: money.meta({ description: 'Lines and charges that are no tax.' }),
    tax: money,
    total: money,
    paid: money.meta({ description: 'The sum of the payments that were not reversed.' }),
    balance: money,
    payments: z.array(payment).meta({ description: 'In the order they were entered.' }),
    created_at: time,
  })
  .meta({ id: 'Invoice' })
export type InvoiceAnswer = z.output<typeof invoice>
export const invoicePage = page(invoice)

const customerId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)

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
  customer_id: customerId.optional(),
  due_from: dayInput.optional().meta({ description: 'Due on this day or later.' }),
  due_to: dayInput.optional().meta({ description: 'Due on this day or earlier.' }),
}

export const invoiceFilter = z.strictObject(invoiceFilterMembers)
export type InvoiceFilter = z.output<typeof invoiceFilter>

export const invoiceQuery = z.strictObject({ ...pageQuery, ...invoiceFilterMembers })
export type InvoiceQuery = z.output<typeof invoiceQuery>

export const invoiceInput = z.strictObject({
  order_id: id,
  due_on: dayInput.meta({ description: 'By whose end, in the workspace’s time zone, it is to be paid.' }),
  lines: z
    .array(z.strictObject({ order_line_id: id, quantity }))
    .min(1)
    .max(maxLines)
    .refine(
      (lines) => new Set(lines.map(({ order_line_id }) => order_line_id)).size === lines.length,
      'must name each line of the order once',
    )
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
