import { Link } from '@tanstack/react-router'
import { invoiceStatuses } from '../../../src/domain/records/invoice.ts'
import { orderStatuses } from '../../../src/domain/records/order.ts'
import { quoteStatuses } from '../../../src/domain/records/quote.ts'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { Amount, Day, Status } from './labels.tsx'
import { RecordList } from './record-list.tsx'

const projectLink = (id: string, label: string) => (
  <Link to="/projects/$projectId" params={{ projectId: id }} className={textLink}>
    {label}
  </Link>
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
        ({ id, quote_no, revision }) => (
          <Link to="/quotes/$quoteId" params={{ quoteId: id }} className={textLink}>
            {quote_no}
            {revision > 1 && `, revision ${revision}`}
          </Link>
        ),
      ],
      ['Project', ({ project_id, project_no }) => projectLink(project_id, project_no)],
      ['Status', ({ status }) => <Status status={status} />],
      ['Valid until', ({ valid_until }) => <Day on={valid_until} />],
      ['Made', ({ created_at }) => <Time at={created_at} />],
    ]}
  />
)

export const OrdersPage = () => (
  <RecordList
    kind="orders"
    title="Orders"
    lead="What is being made, and where it is."
    first="An accepted quote becomes an order."
    statuses={orderStatuses}
    columns={[
      [
        'Number',
        ({ id, order_no }) => (
          <Link to="/orders/$orderId" params={{ orderId: id }} className={textLink}>
            {order_no}
          </Link>
        ),
      ],
      ['Project', ({ project_id, project_no }) => projectLink(project_id, project_no)],
      ['Purchase order', ({ po_number }) => po_number ?? '—'],
      ['Status', ({ status }) => <Status status={status} />],
      ['Promised', ({ promised_at }) => <Day on={promised_at} />],
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
    columns={[
      [
        'Number',
        ({ id, invoice_no }) => (
          <Link to="/invoices/$invoiceId" params={{ invoiceId: id }} className={textLink}>
            {invoice_no ?? 'Draft'}
          </Link>
        ),
      ],
      ['Order', ({ order_no }) => order_no],
      ['Status', ({ status, overdue }) => <Status status={overdue ? 'overdue' : status} />],
      ['Due', ({ due_on }) => <Day on={due_on} />],
      ['Total', ({ total }) => <Amount of={total} />],
      ['Open', ({ balance }) => <Amount of={balance} />],
    ]}
  />
)
