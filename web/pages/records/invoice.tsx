import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { majorText } from '../../../src/domain/money.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Invoice, recordQuery, refreshRecords, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { textLink } from '../auth/frame.tsx'
import { toMinor } from './amounts.ts'
import { Amount, Day, Facts, Status } from './labels.tsx'

export function InvoicePage() {
  const { invoiceId } = useParams({ from: '/inside/invoices/$invoiceId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('invoices', invoiceId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <InvoiceDetail invoice={data} />
}

const isOwed = ({ status }: Invoice): boolean => status === 'issued' || status === 'partially_paid'

function InvoiceDetail({ invoice }: { invoice: Invoice }) {
  const staff = isStaff(useAccount())
  return (
    <>
      <PageHeader
        title={invoice.invoice_no ? `Invoice ${invoice.invoice_no}` : 'Draft of an invoice'}
        lead={<Status status={invoice.overdue ? 'overdue' : invoice.status} />}
        actions={
          <>
            <a className={`self-center text-sm ${textLink}`} href={`/api/invoices/${invoice.id}/print`}>
              Print
            </a>
            {staff && <StaffActions invoice={invoice} />}
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <Panel>
          <Facts
            facts={[
              ['Order', <OrderLink key="order" invoice={invoice} />],
              ['Due on', <Day key="due" on={invoice.due_on} />],
              ['Issued', <Time key="issued" at={invoice.issued_at} none="not yet" />],
              ['Total', <Amount key="total" of={invoice.total} />],
              ['Paid', <Amount key="paid" of={invoice.paid} />],
              ['Balance', <Amount key="balance" of={invoice.balance} />],
            ]}
          />
        </Panel>
        <Lines invoice={invoice} />
        <Payments invoice={invoice} staff={staff} />
        {isOwed(invoice) && <Pay key={invoice.balance.amount} invoice={invoice} staff={staff} />}
      </div>
    </>
  )
}

const OrderLink = ({ invoice }: { invoice: Invoice }) => (
  <Link to="/orders/$orderId" params={{ orderId: invoice.order_id }} className={textLink}>
    {invoice.order_no}
  </Link>
)

const Lines = ({ invoice }: { invoice: Invoice }) => (
  <Table label="Lines" head={['Part or charge', 'Quantity', 'Amount']}>
    {invoice.lines.map((line) => (
      <tr key={line.order_line_id}>
        <Cell>{line.part_name}</Cell>
        <Cell className="tabular-nums">{line.quantity}</Cell>
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
        <Cell>
          <Amount of={charge.amount} />
        </Cell>
      </tr>
    ))}
  </Table>
)

function StaffActions({ invoice }: { invoice: Invoice }) {
  const act = useAction(
    (action: string) => api.post<Invoice>(`/invoices/${invoice.id}/${action}`),
    ({ status }) => toast(`The invoice is ${status}`),
  )
  return (
    <>
      {invoice.status === 'draft' && (
        <Button kind="primary" busy={act.isPending} onClick={() => act.mutate('issue')}>
          Issue
        </Button>
      )}
      {invoice.status === 'issued' && (
        <Button kind="danger" busy={act.isPending} onClick={() => act.mutate('void')}>
          Void
        </Button>
      )}
      {act.error && <Failure error={act.error} />}
    </>
  )
}

function Payments({ invoice, staff }: { invoice: Invoice; staff: boolean }) {
  const reverse = useAction(
    (id: string) => api.post(`/payments/${id}/reverse`),
    () => toast('Payment reversed'),
  )
  if (invoice.payments.length === 0) return null
  return (
    <>
      {reverse.error && <Failure error={reverse.error} />}
      <Table
        label="Payments"
        head={[
          'Received',
          'Method',
          'Reference',
          'Amount',
          <span key="actions" className="sr-only">
            Actions
          </span>,
        ]}
      >
        {invoice.payments.map((payment) => (
          <tr key={payment.id}>
            <Cell>
              <Day on={payment.received_on} />
            </Cell>
            <Cell>
              {payment.method} {payment.source === 'customer' && <Badge>said by the customer</Badge>}
            </Cell>
            <Cell>{payment.reference || '—'}</Cell>
            <Cell>
              <Amount of={payment.amount} />
            </Cell>
            <Cell>
              {payment.reversed_at !== null ? (
                <Badge tone="bad">reversed</Badge>
              ) : (
                staff && (
                  <Button
                    small
                    kind="danger"
                    busy={reverse.isPending}
                    onClick={() => reverse.mutate(payment.id)}
                  >
                    Reverse
                  </Button>
                )
              )}
            </Cell>
          </tr>
        ))}
      </Table>
    </>
  )
}

/** A payment as the shop enters it, or as the customer says they have paid. */
function Pay({ invoice, staff }: { invoice: Invoice; staff: boolean }) {
  const { currency } = invoice.balance
  const form = useForm(
    { amount: majorText(invoice.balance), method: 'bank_transfer', reference: '' },
    ({ amount, method, reference }) =>
      api.post(`/invoices/${invoice.id}/${staff ? 'payments' : 'mark-paid'}`, {
        amount: { amount: toMinor(amount, currency), currency },
        method,
        ...(reference && { reference }),
      }),
    () => {
      void refreshRecords()
      toast(staff ? 'Payment entered' : 'The shop is told')
    },
  )
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">{staff ? 'Enter a payment' : 'I have paid'}</h2>
      <form onSubmit={form.onSubmit} className="grid max-w-md gap-4">
        <FormProblem error={form.error} />
        <TextField label={`Amount in ${currency}`} inputMode="decimal" required {...form.text('amount')} />
        <TextField label="Method" required maxLength={60} {...form.text('method')} />
        <TextField label="Reference" required={!staff} maxLength={200} {...form.text('reference')} />
        <div>
          <Button type="submit" kind="primary" busy={form.busy}>
            {staff ? 'Enter payment' : 'Tell the shop'}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
