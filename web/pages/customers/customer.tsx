import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { FileText, FolderOpen, Package, Receipt } from 'lucide-react'
import { mayReadPeople } from '../../../src/domain/access/rights.ts'
import { useStanding } from '../../api/account.ts'
import { type Customer, customersQuery } from '../../api/customers.ts'
import { listQuery } from '../../api/records.ts'
import { Badge, Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { quietLink } from '../auth/frame.tsx'
import { Board, Card } from '../home/board.tsx'
import { Amount, DueDay, Facts, Status } from '../records/labels.tsx'
import { InvoiceLink, OrderLink, ProjectLink, QuoteLink } from '../records/links.tsx'
import { CustomerActions, termsText } from './customer-actions.tsx'

/** One customer: what was agreed, and all that is theirs. Whoever may not list customers sees their work only. */
export function CustomerPage() {
  const { customerId } = useParams({ from: '/inside/customers/$customerId' })
  const mayList = mayReadPeople(useStanding())
  const { data, error, isLoading, refetch } = useQuery({ ...customersQuery, enabled: mayList })
  const customer = data?.find(({ user_id }) => String(user_id) === customerId)
  if (isLoading) return <Skeleton />
  return (
    <>
      <PageHeader
        title={customer?.name ?? 'Customer'}
        lead={customer && <Who customer={customer} />}
        actions={customer && <CustomerActions customer={customer} />}
      />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && customer === undefined ? (
        <Notice title="Not a customer any more">There is no customer here with this number.</Notice>
      ) : (
        <div className="grid grid-cols-1 gap-6">
          {customer && <Agreed customer={customer} />}
          <Work customerId={Number(customerId)} />
        </div>
      )}
    </>
  )
}

const Who = ({ customer: { company, email, suspended } }: { customer: Customer }) => (
  <span className="flex flex-wrap items-center gap-2">
    {[company, email].filter(Boolean).join(' · ')}
    {suspended && <Badge tone="bad">suspended</Badge>}
  </span>
)

const Agreed = ({ customer }: { customer: Customer }) => (
  <Panel>
    <Facts
      facts={[
        ['Terms', termsText(customer)],
        ['Billing address', <Address key="billing" of={customer.billing_address} />],
        ['Shipping address', <Address key="shipping" of={customer.shipping_address} />],
        ['Customer since', <Time key="since" at={customer.created_at} />],
      ]}
    />
  </Panel>
)

const Address = ({ of }: { of: string }) => <span className="whitespace-pre-line">{of || '—'}</span>

/** The newest of each kind. */
function Work({ customerId: customer_id }: { customerId: number }) {
  const all = (to: '/projects' | '/quotes' | '/orders' | '/invoices', label: string) => (
    <Link to={to} className={quietLink}>
      {label}
    </Link>
  )
  const projects = useQuery(listQuery('projects', { customer_id }))
  const quotes = useQuery(listQuery('quotes', { customer_id }))
  const orders = useQuery(listQuery('orders', { customer_id }))
  const invoices = useQuery(listQuery('invoices', { customer_id }))
  return (
    <Board waitsFor={[projects, quotes, orders, invoices]}>
      <Card
        icon={FolderOpen}
        title="Projects"
        query={projects}
        row={({ id, name, status }) => (
          <>
            <ProjectLink id={id} label={name} />
            <Status status={status} />
          </>
        )}
        none="No projects yet."
        all={all('/projects', 'Projects of everybody')}
      />
      <Card
        icon={FileText}
        title="Quotes"
        query={quotes}
        row={({ id, quote_no, status }) => (
          <>
            <QuoteLink id={id} label={quote_no} />
            <Status status={status} />
          </>
        )}
        none="They have not asked for a price yet."
        all={all('/quotes', 'Quotes of everybody')}
      />
      <Card
        icon={Package}
        title="Orders"
        query={orders}
        row={({ id, order_no, status, total }) => (
          <>
            <OrderLink id={id} label={order_no} />
            <Status status={status} />
            <Amount of={total} />
          </>
        )}
        none="They have not ordered yet."
        all={all('/orders', 'Orders of everybody')}
      />
      <Card
        icon={Receipt}
        title="Invoices"
        query={invoices}
        row={({ id, invoice_no, status, overdue, due_on, balance }) => (
          <>
            <InvoiceLink id={id} label={invoice_no ?? 'Draft'} />
            <Status status={overdue ? 'overdue' : status} />
            <DueDay on={due_on} waiting={false} />
            <Amount of={balance} />
          </>
        )}
        none="Nothing was invoiced yet."
        all={all('/invoices', 'Invoices of everybody')}
      />
    </Board>
  )
}
