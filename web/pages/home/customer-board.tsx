import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileText, FolderOpen, Package, Receipt } from 'lucide-react'
import { isOpen } from '../../../src/domain/records/invoice.ts'
import { listQuery } from '../../api/records.ts'
import { paths } from '../../paths.ts'
import { textLink } from '../auth/frame.tsx'
import { FirstProject } from '../project/first-project.tsx'
import { Amount, DueDay, Status } from '../records/labels.tsx'
import { InvoiceLink, OrderLink, ProjectLink, QuoteLink } from '../records/links.tsx'
import { Board, Card } from './board.tsx'
import { News } from './shop-board.tsx'

const many = 200

/** What a customer waits for, and what waits for them. */
export function CustomerBoard() {
  const projects = useQuery(listQuery('projects', {}))
  if (projects.data?.data.length === 0) return <FirstProject />
  return (
    <Board>
      <Offers />
      <Orders />
      <Bills />
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
          <Link to={paths.projects} className={textLink}>
            All projects
          </Link>
        }
      />
      <News />
    </Board>
  )
}

const Offers = () => (
  <Card
    icon={FileText}
    title="Offers to answer"
    query={useQuery(listQuery('quotes', { status: 'ready' }))}
    row={(quote) => (
      <>
        <QuoteLink id={quote.id} label={quote.quote_no} />
        <DueDay on={quote.valid_until} waiting over={() => 'over'} soon="ends soon" />
      </>
    )}
    none="No offer waits for your answer."
    all={
      <Link to={paths.quotes} className={textLink}>
        All quotes
      </Link>
    }
  />
)

const Orders = () => (
  <Card
    icon={Package}
    title="Orders under way"
    query={useQuery(listQuery('orders', { limit: many }))}
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
      <Link to={paths.orders} className={textLink}>
        All orders
      </Link>
    }
  />
)

const Bills = () => (
  <Card
    icon={Receipt}
    title="Invoices to pay"
    query={useQuery(listQuery('invoices', { sort: 'due_on', limit: many }))}
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
      <Link to={paths.invoices} className={textLink}>
        All invoices
      </Link>
    }
  />
)
