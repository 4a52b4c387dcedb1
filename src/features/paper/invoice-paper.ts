import type { InvoiceAnswer } from '../../contract/invoices.ts'
import { formatDay } from '../../domain/calendar.ts'
import { formatMoney } from '../../domain/money.ts'
import type { Addressee, ShopOnPaper } from '../workspace/index.ts'
import { html } from './html.ts'
import {
  dayOf,
  documentSums,
  formatCount,
  formatUnitPrice,
  notes,
  partCell,
  type Sum,
  sums,
  table,
} from './pieces.ts'
import { sheet } from './sheet.ts'

const rowsOf = ({ lines, total }: InvoiceAnswer) =>
  lines.map(
    (line, index) => html`<tr><td class="c">${index + 1}</td>${partCell(line)}
<td class="n">${formatCount(line.quantity)}</td><td class="n">${formatUnitPrice(line.unit_price, total.currency)}</td>
<td class="n">${formatMoney(line.total)}</td></tr>`,
  )

const paidSums = ({ paid, balance }: InvoiceAnswer): Sum[] =>
  paid.amount === 0
    ? []
    : [
        { label: 'Paid', amount: { ...paid, amount: -paid.amount } },
        { label: 'Balance due', amount: balance, isTotal: true },
      ]

const marksOf = ({ status, overdue }: InvoiceAnswer): string[] => {
  if (status === 'draft' || status === 'void' || status === 'paid') return [status]
  return overdue ? ['overdue'] : []
}

/** What is to be done: nothing, for one that is paid or void. */
const requestOf = ({ status, due_on, balance, invoice_no }: InvoiceAnswer): string | null =>
  status === 'issued' || status === 'partially_paid'
    ? `Please pay ${formatMoney(balance)} by ${formatDay(due_on)} and name ${invoice_no}.`
    : null

/** An invoice. A draft says that it is none yet. */
export const invoicePaper = (shop: ShopOnPaper, addressee: Addressee, invoice: InvoiceAnswer): string =>
  sheet({
    shop,
    title: invoice.invoice_no === null ? 'Invoice' : `Invoice ${invoice.invoice_no}`,
    marks: marksOf(invoice),
    to: { label: 'Bill to', addressee, address: addressee.billing_address },
    facts: [
      ['Invoice no.', invoice.invoice_no],
      ['Date', dayOf(shop, invoice.issued_at)],
      ['Due', formatDay(invoice.due_on)],
      ['Order', invoice.order_no],
      ['Your PO', invoice.order?.po_number ?? null],
      ['Project', invoice.project_no],
      ['Tax no.', shop.letterhead.tax_number ?? null],
    ],
    body: [
      table('Lines', ['No.', 'Part', '#Quantity', '#Unit price', '#Amount'], rowsOf(invoice)),
      sums([...documentSums(invoice), ...paidSums(invoice)]),
      notes([
        ['Payment', requestOf(invoice)],
        ['Bank details', shop.letterhead.bank_details],
      ]),
    ],
  })
