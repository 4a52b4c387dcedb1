import { invoiceStatuses } from '../../../src/domain/records/invoice.ts'
import { orderStatuses } from '../../../src/domain/records/order.ts'
import { quoteStatuses } from '../../../src/domain/records/quote.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import type { Listed } from '../../api/records.ts'
import { Meter } from '../../ui/meter.tsx'
import { Time } from '../../ui/time.tsx'
import { Amount, DueDay, Short, Status } from './labels.tsx'
import { CsvLink, CustomerLink, InvoiceLink, OrderLink, ProjectLink, QuoteLink } from './links.tsx'
import { RecordList } from './record-list.tsx'

/** For the shop: whose each record is. */
function useCustomerColumn() {
  const staff = isStaff(useAccount())
  return staff
    ? [['Customer', (row: Parameters<typeof CustomerLink>[0]['of']) => <CustomerLink of={row} />] as const]
    : []
}

/** What a record is about, in one line. */
const Parts = ({ of = [] }: { of?: readonly { part_name: string }[] | undefined }) => (
  <span className="text-xs text-soft">
    <Short text={of.map(({ part_name }) => part_name).join(', ')} />
  </span>
)

export const QuotesPage = () => (
  <RecordList
    kind="quotes"
    title="Quotes"
    lead="What was asked for, and at what price."
    first="A quote begins with a request in a project: upload a part there and ask for a price."
    statuses={quoteStatuses}
    columns={[
      [
        'Number',
        ({ id, quote_no, revision, lines }) => (
          <>
            <QuoteLink id={id} label={revision > 1 ? `${quote_no}, revision ${revision}` : quote_no} />
            <Parts of={lines} />
          </>
        ),
      ],
      ...useCustomerColumn(),
      ['Project', ({ project_id, project_no }) => <ProjectLink id={project_id} label={project_no} />],
      ['Status', ({ status }) => <Status status={status} />],
      [
        'Valid until',
        ({ valid_until, status }) => (
          <DueDay on={valid_until} waiting={status === 'ready'} over={() => 'over'} soon="ends soon" />
        ),
      ],
      ['Age', ({ created_at }) => <Time at={created_at} />],
    ]}
  />
)

const sumOf = (lines: Listed['orders']['lines'] = [], member: 'quantity' | 'qty_shipped'): number =>
  lines.reduce((sum, line) => sum + line[member], 0)

/** Nothing of it waits for its promised day any more. */
const isDone = (status: string): boolean => ['shipped', 'delivered', 'cancelled'].includes(status)

export const OrdersPage = () => (
  <RecordList
    kind="orders"
    title="Orders"
    lead="What is being made, and where it is."
    first="An accepted quote becomes an order."
    statuses={orderStatuses}
    actions={<CsvLink of="orders" />}
    columns={[
      [
        'Number',
        ({ id, order_no, lines }) => (
          <>
            <OrderLink id={id} label={order_no} />
            <Parts of={lines} />
          </>
        ),
      ],
      ...useCustomerColumn(),
      ['Purchase order', ({ po_number }) => <Short text={po_number} />],
      ['Status', ({ status }) => <Status status={status} />],
      [
        'Promised',
        ({ promised_at, status }) => <DueDay on={promised_at} waiting={!isDone(status)} soon="due soon" />,
      ],
      [
        'Shipped',
        ({ order_no, lines }) => (
          <Meter
            label={`Shipped of ${order_no}`}
            done={sumOf(lines, 'qty_shipped')}
            of={sumOf(lines, 'quantity')}
          />
        ),
      ],
      ['Total', ({ total }) => <Amount of={total} />],
    ]}
  />
)

export const InvoicesPage = () => (
  <RecordList
    kind="invoices"
    title="Invoices"
    lead="What is to be paid, and what was."
    first="The shop invoices an order, or a part of it."
    statuses={[...invoiceStatuses, 'overdue']}
    actions={<CsvLink of="invoices" />}
    columns={[
      ['Number', ({ id, invoice_no }) => <InvoiceLink id={id} label={invoice_no ?? 'Draft'} />],
      ...useCustomerColumn(),
      ['Order', ({ order_id, order_no }) => <OrderLink id={order_id} label={order_no} />],
      ['Status', ({ status, overdue }) => <Status status={overdue ? 'overdue' : status} />],
      [
        'Due',
        ({ due_on, status }) => (
          <DueDay on={due_on} waiting={status === 'issued' || status === 'partially_paid'} soon="due soon" />
        ),
      ],
      ['Total', ({ total }) => <Amount of={total} />],
      ['Open', ({ balance }) => <Amount of={balance} />],
    ]}
  />
)
