import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ProjectRecords } from '../../api/project-story.ts'
import { Panel } from '../../ui/panel.tsx'
import { quietLink } from '../auth/frame.tsx'
import { Amount, Day, Status } from '../records/labels.tsx'

/** The quotes, orders and invoices of a project, each with where it stands. */
export function Records({ of: { quotes, orders, invoices, reports } }: { of: ProjectRecords }) {
  if (quotes.length + orders.length + invoices.length + reports.length === 0) return null
  return (
    <section aria-labelledby="records">
      <h2 id="records" className="mb-3 text-lg font-semibold">
        Quotes and orders
      </h2>
      <Panel className="p-0!">
        <ul className="divide-y divide-line text-sm">
          {quotes.map(({ id, quote_no, revision, status, valid_until }) => (
            <Row
              key={id}
              status={status}
              note={
                valid_until !== null && (
                  <>
                    until <Day on={valid_until} />
                  </>
                )
              }
            >
              <Link to="/quotes/$quoteId" params={{ quoteId: id }} className={quietLink}>
                {`Quote ${quote_no}${revision > 1 ? `, revision ${revision}` : ''}`}
              </Link>
            </Row>
          ))}
          {orders.map(({ id, order_no, status, total }) => (
            <Row key={id} status={status} note={<Amount of={total} />}>
              <Link to="/orders/$orderId" params={{ orderId: id }} className={quietLink}>
                {`Order ${order_no}`}
              </Link>
            </Row>
          ))}
          {invoices.map(({ id, invoice_no, status, overdue, total }) => (
            <Row key={id} status={overdue ? 'overdue' : status} note={<Amount of={total} />}>
              <Link to="/invoices/$invoiceId" params={{ invoiceId: id }} className={quietLink}>
                {`Invoice ${invoice_no ?? 'in the making'}`}
              </Link>
            </Row>
          ))}
          {reports.map(({ id, ncr_no, status, severity }) => (
            <Row key={id} status={status} note={severity}>
              <Link to="/quality/$ncrId" params={{ ncrId: id }} className={quietLink}>
                {`Quality report ${ncr_no}`}
              </Link>
            </Row>
          ))}
        </ul>
      </Panel>
    </section>
  )
}

const Row = ({ status, note, children }: { status: string; note: ReactNode; children: ReactNode }) => (
  <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2.5">
    <span className="min-w-0 wrap-anywhere">{children}</span>
    <span className="flex items-center gap-2 text-soft">
      <span className="text-xs">{note}</span>
      <Status status={status} />
    </span>
  </li>
)
