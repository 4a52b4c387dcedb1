import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { canInvoice, isOpen } from '../../../src/domain/records/invoice.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Invoice, recordQuery, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Amount, Count, DueDay, Facts, Status, Sums, wordsOf } from './labels.tsx'
import { CustomerLink, OrderLink, PrintLink, ProjectLink } from './links.tsx'
import { Pay } from './pay.tsx'
import { Payments } from './payments.tsx'
import { priceText } from './price-values.ts'

export function InvoicePage() {
  const { invoiceId } = useParams({ from: '/inside/invoices/$invoiceId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('invoices', invoiceId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <InvoiceDetail key={data.id} invoice={data} />
}

function InvoiceDetail({ invoice }: { invoice: Invoice }) {
  const staff = isStaff(useAccount())
  return (
    <>
      <PageHeader
        title={invoice.invoice_no ? `Invoice ${invoice.invoice_no}` : 'Draft of an invoice'}
        lead={<Status status={invoice.overdue ? 'overdue' : invoice.status} />}
        actions={
          <>
            <PrintLink path={`/invoices/${invoice.id}`} />
            {staff && <StaffActions invoice={invoice} />}
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {invoice.status === 'draft' && (
          <Notice>
            The customer sees it when it is issued. Until then it has no number and nothing is owed.
          </Notice>
        )}
        <InvoiceFacts invoice={invoice} staff={staff} />
        <Lines invoice={invoice} />
        <Payments invoice={invoice} staff={staff} />
        {isOpen(invoice.status) && <Pay key={invoice.balance.amount} invoice={invoice} staff={staff} />}
      </div>
    </>
  )
}

const InvoiceFacts = ({ invoice, staff }: { invoice: Invoice; staff: boolean }) => (
  <Panel>
    <Facts
      facts={[
        ...(staff ? [['Customer', <CustomerLink key="customer" of={invoice} />] as const] : []),
        ['Order', <OrderLink key="order" id={invoice.order_id} label={invoice.order_no} />],
        ['Project', <ProjectLink key="project" id={invoice.project_id} label={invoice.project_no} />],
        ['Purchase order', invoice.order?.po_number ?? '—'],
        ['Issued', <Time key="issued" at={invoice.issued_at} none="not yet" />],
        ['Due on', <DueDay key="due" on={invoice.due_on} waiting={isOpen(invoice.status)} soon="due soon" />],
      ]}
    />
  </Panel>
)

const Lines = ({ invoice }: { invoice: Invoice }) => (
  <div className="grid grid-cols-1 gap-3">
    <h2 className="text-lg font-semibold">Lines</h2>
    <Table label="Lines" head={['Part or charge', 'Quantity', 'Unit price', 'Amount']}>
      {invoice.lines.map((line) => (
        <tr key={line.order_line_id}>
          <Cell>{line.part_name}</Cell>
          <Cell>
            <Count of={line.quantity} />
          </Cell>
          <Cell>
            <span className="figure whitespace-nowrap tabular-nums">
              {priceText(line.unit_price, line.total.currency)}
            </span>
          </Cell>
          <Cell>
            <Amount of={line.total} />
          </Cell>
        </tr>
      ))}
      {invoice.charges.map((charge, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: charges have no id
        <tr key={index}>
          <Cell>{charge.label}</Cell>
          <Cell>{null}</Cell>
          <Cell>{null}</Cell>
          <Cell>
            <Amount of={charge.amount} />
          </Cell>
        </tr>
      ))}
    </Table>
    <Sums
      sums={[
        ...(invoice.tax.amount === 0
          ? []
          : [
              ['Before tax', <Amount key="subtotal" of={invoice.subtotal} />] as const,
              ['Tax', <Amount key="tax" of={invoice.tax} />] as const,
            ]),
        ['Total', <Amount key="total" of={invoice.total} />],
        ['Paid', <Amount key="paid" of={invoice.paid} />],
        ['Balance', <Amount key="balance" of={invoice.balance} />],
      ]}
    />
  </div>
)

function StaffActions({ invoice }: { invoice: Invoice }) {
  const [voiding, setVoiding] = useState(false)
  const act = useAction(
    (action: string) => api.post<Invoice>(`/invoices/${invoice.id}/${action}`),
    ({ status }) => toast(`The invoice is ${wordsOf(status).toLowerCase()}`),
  )
  return (
    <>
      {canInvoice(invoice.status, 'issue') && (
        <Button kind="primary" busy={act.isPending} onClick={() => act.mutate('issue')}>
          Issue
        </Button>
      )}
      {canInvoice(invoice.status, 'void') && (
        <Button kind="danger" onClick={() => setVoiding(true)}>
          Void
        </Button>
      )}
      <Confirm
        open={voiding}
        onClose={() => setVoiding(false)}
        title={`Void ${invoice.invoice_no}?`}
        action="Void the invoice"
        onConfirm={() => act.mutateAsync('void')}
      >
        Nothing is owed on it any more, its number stays used, and its pieces can be invoiced again. This
        cannot be undone.
      </Confirm>
      {act.error && <Failure error={act.error} />}
    </>
  )
}
