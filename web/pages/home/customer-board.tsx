import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileText, FolderOpen, Package, Receipt } from 'lucide-react'
import { isOpen } from '../../../src/domain/records/invoice.ts'
import type { Page } from '../../api/client.ts'
import { type Listed, listQuery } from '../../api/records.ts'
import { paths } from '../../paths.ts'
import { quietLink } from '../auth/frame.tsx'
import { FirstProject } from '../project/first-project.tsx'
import { Amount, DueDay, Status } from '../records/labels.tsx'
import { InvoiceLink, OrderLink, ProjectLink, QuoteLink } from '../records/links.tsx'
import { Board, Card } from './board.tsx'
import { News, newsQuery } from './shop-board.tsx'

const many = 200

/** What a customer waits for, and what waits for them. */
export function CustomerBoard() {
  const projects = useQuery(listQuery('projects', {}))
  const offers = useQuery(listQuery('quotes', { status: 'ready' }))
  const orders = useQuery(listQuery('orders', { limit: many }))
  const bills = useQuery(listQuery('invoices', { sort: 'due_on', limit: many }))
  const news = useQuery(newsQuery)
  if (projects.data?.data.length === 0) return <FirstProject />
  return (
    <Board waitsFor={[projects, offers, orders, bills, news]}>
      <Offers query={offers} />
      <Orders query={orders} />
      <Bills query={bills} />
      <Card
        icon={FolderOpen}
        title="Projects"
        query={projects}
        row={(project) => (
          <>
            <ProjectLink id={project.id} label={project.name} />
            <Status status={project.status} />
          </>
        )}
        none="No projects yet."
        all={
          <Link to={paths.projects} className={quietLink}>
            All projects
          </Link>
        }
      />
      <News query={news} />
    </Board>
  )
}

interface Of<K extends keyof Listed> {
  query: UseQueryResult<Page<Listed[K]>>
}

const Offers = ({ query }: Of<'quotes'>) => (
  <Card
    icon={FileText}
    title="Offers to answer"
    query={query}
    row={(quote) => (
      <>
        <QuoteLink id={quote.id} label={quote.quote_no} />
        <DueDay on={quote.valid_until} waiting over={() => 'over'} soon="ends soon" />
      </>
    )}
    none="No offer waits for your answer."
    all={
      <Link to={paths.quotes} className={quietLink}>
        All quotes
      </Link>
    }
  />
)

const Orders = ({ query }: Of<'orders'>) => (
  <Card
    icon={Package}
    title="Orders under way"
    query={query}
    waits={({ status }) => status !== 'delivered' && status !== 'cancelled'}
    row={(order) => (
      <>
        <OrderLink id={order.id} label={order.order_no} />
        <Status status={order.status} />
        <DueDay on={order.promised_at} waiting={order.status !== 'shipped'} soon="soon" />
      </>
    )}
    none="Nothing is being made for you right now."
    all={
      <Link to={paths.orders} className={quietLink}>
        All orders
      </Link>
    }
  />
)

const Bills = ({ query }: Of<'invoices'>) => (
  <Card
    icon={Receipt}
    title="Invoices to pay"
    query={query}
    waits={({ status }) => isOpen(status)}
    row={(invoice) => (
      <>
        <InvoiceLink id={invoice.id} label={invoice.invoice_no ?? 'Draft'} />
        <DueDay on={invoice.due_on} waiting soon="due soon" />
        <Amount of={invoice.balance} />
      </>
    )}
    none="Everything is paid."
    all={
      <Link to={paths.invoices} className={quietLink}>
        All invoices
      </Link>
    }
  />
)
