import { invoiceStatuses } from '../../../src/domain/records/invoice.ts'
import { orderStatuses } from '../../../src/domain/records/order.ts'
import { quoteStatuses } from '../../../src/domain/records/quote.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import type { Listed } from '../../api/records.ts'
import { Meter } from '../../ui/meter.tsx'
import { OnPhone } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { Amount, DueDay, Short, Status } from './labels.tsx'
import { CsvLink, CustomerLink, InvoiceLink, OrderLink, ProjectLink, QuoteLink } from './links.tsx'
import { RecordList } from './record-list.tsx'

type OfCustomer = Parameters<typeof CustomerLink>[0]['of']

/** For the shop: whose each record is. */
function useCustomerColumn() {
  const staff = isStaff(useAccount())
  return staff ? [['Customer', (row: OfCustomer) => <CustomerLink of={row} />, 'wide'] as const] : []
}

/** For the shop, below a number where there is no column for it. */
const WhoseOnPhone = ({ of }: { of: OfCustomer }) =>
  isStaff(useAccount()) && (
    <OnPhone>
      <CustomerLink of={of} />
    </OnPhone>
  )

/** What a record is about, in one line. */
const Parts = ({ of = [] }: { of?: readonly { part_name: string }[] | undefined }) => (
  <span className="text-xs text-soft">
    <Short text={of.map(({ part_name }) => part_name).join(', ')} />
  </span>
)

const labelOf = ({ quote_no, revision }: Listed['quotes']): string =>
  revision > 1 ? `${quote_no}, revision ${revision}` : quote_no

const ValidUntil = ({ of: { valid_until, status } }: { of: Listed['quotes'] }) => (
  <DueDay on={valid_until} waiting={status === 'ready'} over={() => 'over'} soon="ends soon" />
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
        (quote) => (
          <>
            <QuoteLink id={quote.id} label={labelOf(quote)} />
            <Parts of={quote.lines} />
            <WhoseOnPhone of={quote} />
          </>
        ),
      ],
      ...useCustomerColumn(),
      ['Project', ({ project_id, project_no }) => <ProjectLink id={project_id} label={project_no} />, 'wide'],
      [
        'Status',
        (quote) => (
          <>
            <Status status={quote.status} />
            {quote.valid_until && (
              <OnPhone>
                <ValidUntil of={quote} />
              </OnPhone>
            )}
          </>
        ),
      ],
      ['Valid until', (quote) => <ValidUntil of={quote} />, 'wide'],
      ['Age', ({ created_at }) => <Time at={created_at} />, 'wide'],
    ]}
  />
)

const sumOf = (lines: Listed['orders']['lines'] = [], member: 'quantity' | 'qty_shipped'): number =>
  lines.reduce((sum, line) => sum + line[member], 0)

/** Nothing of it waits for its promised day any more. */
const isDone = (status: string): boolean => ['shipped', 'delivered', 'cancelled'].includes(status)

/** Who ordered, and by which number of theirs. */
function useOrderedColumn() {
  const staff = isStaff(useAccount())
  const cell = (order: Listed['orders']) =>
    staff ? (
      <>
        <CustomerLink of={order} />
        <span className="text-xs text-soft">{order.po_number && <Short text={order.po_number} />}</span>
      </>
    ) : (
      <Short text={order.po_number} />
    )
  return [staff ? 'Customer' : 'Purchase order', cell, 'wide'] as const
}

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
        (order) => (
          <>
            <OrderLink id={order.id} label={order.order_no} />
            <Parts of={order.lines} />
            <WhoseOnPhone of={order} />
          </>
        ),
      ],
      useOrderedColumn(),
      [
        'Status',
        ({ status, total }) => (
          <>
            <Status status={status} />
            <OnPhone>
              <Amount of={total} />
            </OnPhone>
          </>
        ),
      ],
      [
        'Promised',
        ({ promised_at, status }) => <DueDay on={promised_at} waiting={!isDone(status)} soon="due soon" />,
        'wide',
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
        'wide',
      ],
      ['Total', ({ total }) => <Amount of={total} />, 'wide'],
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
      [
        'Number',
        (invoice) => (
          <>
            <InvoiceLink id={invoice.id} label={invoice.invoice_no ?? 'Draft'} />
            <WhoseOnPhone of={invoice} />
          </>
        ),
      ],
      ...useCustomerColumn(),
      ['Order', ({ order_id, order_no }) => <OrderLink id={order_id} label={order_no} />, 'wide'],
      [
        'Status',
        ({ status, overdue, total }) => (
          <>
            <Status status={overdue ? 'overdue' : status} />
            <OnPhone>
              <Amount of={total} />
            </OnPhone>
          </>
        ),
      ],
      [
        'Due',
        ({ due_on, status }) => (
          <DueDay on={due_on} waiting={status === 'issued' || status === 'partially_paid'} soon="due soon" />
        ),
        'wide',
      ],
      ['Total', ({ total }) => <Amount of={total} />, 'wide'],
      ['Open', ({ balance }) => <Amount of={balance} />, 'wide'],
    ]}
  />
)
