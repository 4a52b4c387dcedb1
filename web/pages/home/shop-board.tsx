import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, FileText, Inbox, Package, Receipt } from 'lucide-react'
import type { Page } from '../../api/client.ts'
import { type InboxItem, inboxQuery } from '../../api/inbox.ts'
import { type Listed, listQuery } from '../../api/records.ts'
import { paths } from '../../paths.ts'
import { Badge } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { quietLink } from '../auth/frame.tsx'
import { lateText, today, urgency } from '../records/days.ts'
import { Amount, customerName, DueDay } from '../records/labels.tsx'
import { InvoiceLink, OrderLink, QuoteLink } from '../records/links.tsx'
import { Board, Card } from './board.tsx'
import { StoppedWebhooks, useStoppedWebhooks } from './stopped-webhooks.tsx'

const Whose = ({ of }: { of: Listed['orders'] | Listed['quotes'] | Listed['invoices'] }) => (
  <span className="min-w-24 flex-1 truncate text-soft">{customerName(of.customer)}</span>
)

/** Promised for a day that is near or over, and not out yet. */
const isPressing = ({ promised_at }: Listed['orders']): boolean =>
  promised_at !== null && urgency(promised_at, today()) !== 'later'

/** Much is read, and only what presses is shown: there is no list by promised day. */
const many = 200

/** What waits for the shop, from the lists themselves. */
export function ShopBoard() {
  const quotes = useQuery(listQuery('quotes', { status: 'in_review', sort: 'created_at' }))
  const pressing = useQuery(listQuery('orders', { status: 'in_production', sort: 'created_at', limit: many }))
  const placed = useQuery(listQuery('orders', { status: 'placed', sort: 'created_at' }))
  const overdue = useQuery(listQuery('invoices', { status: 'overdue', sort: 'due_on' }))
  const stopped = useStoppedWebhooks()
  const news = useQuery(newsQuery)
  return (
    <Board waitsFor={[quotes, pressing, placed, overdue, news, ...(stopped ? [stopped] : [])]}>
      <Card
        icon={FileText}
        title="Quotes to price"
        query={quotes}
        row={(quote) => (
          <>
            <QuoteLink id={quote.id} label={quote.quote_no} />
            <Whose of={quote} />
            <Time at={quote.created_at} />
          </>
        )}
        none="Every request is answered."
        all={
          <Link to={paths.quotes} className={quietLink}>
            All quotes
          </Link>
        }
      />
      <Pressing query={pressing} />
      <Card
        icon={Package}
        title="Orders to start"
        query={placed}
        row={(order) => (
          <>
            <OrderLink id={order.id} label={order.order_no} />
            <Whose of={order} />
            <Time at={order.created_at} />
          </>
        )}
        none="Nothing waits to be started."
        all={
          <Link to={paths.orders} className={quietLink}>
            All orders
          </Link>
        }
      />
      <Card
        icon={Receipt}
        title="Invoices overdue"
        query={overdue}
        row={(invoice) => (
          <>
            <InvoiceLink id={invoice.id} label={invoice.invoice_no ?? 'Draft'} />
            <Whose of={invoice} />
            <Badge tone="bad">{lateText(invoice.due_on, today())}</Badge>
            <Amount of={invoice.balance} />
          </>
        )}
        none="Nobody owes anything that is over."
        all={
          <Link to={paths.invoices} className={quietLink}>
            All invoices
          </Link>
        }
      />
      {stopped && <StoppedWebhooks query={stopped} />}
      <News query={news} />
    </Board>
  )
}

const Pressing = ({ query }: { query: UseQueryResult<Page<Listed['orders']>> }) => (
  <Card
    icon={CircleAlert}
    title="Due soon or late"
    query={query}
    waits={isPressing}
    row={(order) => (
      <>
        <OrderLink id={order.id} label={order.order_no} />
        <Whose of={order} />
        <DueDay on={order.promised_at} waiting soon="due soon" />
      </>
    )}
    none="Nothing in production is promised for the next days."
    all={
      <Link to={paths.orders} className={quietLink}>
        All orders
      </Link>
    }
  />
)

export const newsQuery = inboxQuery({ unread: true })

/** What was not read yet. */
export const News = ({ query }: { query: UseQueryResult<Page<InboxItem>> }) => (
  <Card
    icon={Inbox}
    title="Unread"
    query={query}
    row={(item) => (
      <>
        <span className="min-w-0 flex-1 truncate" title={item.title}>
          {item.url ? (
            <a href={item.url} className={quietLink}>
              {item.title}
            </a>
          ) : (
            item.title
          )}
        </span>
        <Time at={item.created_at} />
      </>
    )}
    none="Everything is read."
    all={
      <Link to={paths.inbox} className={quietLink}>
        Inbox
      </Link>
    }
  />
)
