import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { totalsOf } from '../../../src/domain/records/billing.ts'
import { orderMachine } from '../../../src/domain/records/order.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { listQuery, type Order, recordQuery, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Meter } from '../../ui/meter.tsx'
import { PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Cell, OnPhone, Table, wide } from '../../ui/table.tsx'
import { toast } from '../../ui/toasts.tsx'
import { RaiseReport } from '../quality/raise-report.tsx'
import { ReportsOf } from '../quality/reports-of.tsx'
import { InvoiceOrder } from './invoice-order.tsx'
import { Amount, Count, DueDay, Facts, Status, Sums, wordsOf } from './labels.tsx'
import { CustomerLink, PrintLink, ProjectLink, QuoteLink } from './links.tsx'
import { NewShipment } from './new-shipment.tsx'
import { OrderTimeline } from './order-timeline.tsx'
import { Shipments } from './shipments.tsx'
import { StepButton } from './step-button.tsx'

export function OrderPage() {
  const { orderId } = useParams({ from: '/inside/orders/$orderId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('orders', orderId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <OrderDetail key={data.id} order={data} />
}

function OrderDetail({ order }: { order: Order }) {
  const staff = isStaff(useAccount())
  const invoices = useQuery(listQuery('invoices', { order_id: order.id, sort: 'created_at', limit: 200 }))
  const uninvoiced = order.lines.some(({ quantity, qty_invoiced }) => qty_invoiced < quantity)
  return (
    <>
      <PageHeader
        title={`Order ${order.order_no}`}
        lead={<Status status={order.status} />}
        actions={
          <>
            <PrintLink path={`/orders/${order.id}`} />
            {staff && <StaffActions order={order} />}
          </>
        }
      />
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_15.5rem] xl:grid-rows-[auto_1fr]">
        <OrderFacts order={order} staff={staff} />
        <div className="xl:col-start-2 xl:row-span-2 xl:row-start-1">
          {invoices.error && <Failure error={invoices.error} />}
          <OrderTimeline order={order} invoices={invoices.data?.data ?? []} />
        </div>
        <div className="grid grid-cols-1 gap-6">
          <Lines order={order} />
          <Shipments order={order} />
          {staff && orderMachine[order.status].pack && <NewShipment order={order} />}
          {staff && uninvoiced && order.status !== 'cancelled' && <InvoiceOrder order={order} />}
          <ReportsOf filter={{ order_id: order.id }} />
        </div>
      </div>
    </>
  )
}

const isUnderWay = ({ status }: Order): boolean => !['shipped', 'delivered', 'cancelled'].includes(status)

const OrderFacts = ({ order, staff }: { order: Order; staff: boolean }) => (
  <Panel>
    <Facts
      facts={[
        ...(staff ? [['Customer', <CustomerLink key="customer" of={order} />] as const] : []),
        [
          'Project',
          <ProjectLink
            key="project"
            id={order.project_id}
            label={order.project ? `${order.project.name} (${order.project_no})` : order.project_no}
          />,
        ],
        [
          'Quote',
          order.quote && order.quote_id ? (
            <QuoteLink key="quote" id={order.quote_id} label={order.quote.quote_no} />
          ) : (
            'None'
          ),
        ],
        ['Purchase order', order.po_number ?? '—'],
        [
          'Promised',
          <DueDay key="promised" on={order.promised_at} waiting={isUnderWay(order)} soon="due soon" />,
        ],
        ['Total', <Amount key="total" of={order.total} />],
        ...(order.note ? [['Note', order.note] as const] : []),
      ]}
    />
  </Panel>
)

function Lines({ order }: { order: Order }) {
  const { currency } = order
  const charges = order.charges.filter(({ kind }) => kind !== 'tax')
  const { totalMinor } = totalsOf(
    order.lines.map(({ total }) => total.amount),
    [],
  )
  return (
    <div className="grid grid-cols-1 gap-3">
      <h2 className="text-lg font-semibold">Lines</h2>
      <Table label="Lines" head={['Part', 'Quantity', 'Shipped', 'Invoiced', 'Total']} wideColumns={[2, 3]}>
        {order.lines.map((line) => (
          <tr key={line.id}>
            <Cell className="min-w-36">
              <span className="font-medium">{line.part_name}</span>
              <p className="text-xs text-soft">
                {[line.process, line.material, line.finish].filter(Boolean).join(', ')}
              </p>
              <OnPhone>
                {line.qty_shipped} shipped, {line.qty_invoiced} invoiced
              </OnPhone>
            </Cell>
            <Cell>
              <Count of={line.quantity} />
            </Cell>
            <Cell className={wide}>
              <Meter label={`Shipped of ${line.part_name}`} done={line.qty_shipped} of={line.quantity} />
            </Cell>
            <Cell className={wide}>
              <Meter label={`Invoiced of ${line.part_name}`} done={line.qty_invoiced} of={line.quantity} />
            </Cell>
            <Cell>
              <Amount of={line.total} />
            </Cell>
          </tr>
        ))}
      </Table>
      <Sums
        sums={[
          ['Parts', <Amount key="parts" of={{ amount: totalMinor, currency }} />],
          ...charges.map(({ label, amount }) => [label, <Amount key={label} of={amount} />] as const),
          ...(order.tax.amount === 0 ? [] : [['Tax', <Amount key="tax" of={order.tax} />] as const]),
          ['Total', <Amount key="total" of={order.total} />],
        ]}
      />
    </div>
  )
}

function StaffActions({ order }: { order: Order }) {
  const act = useAction(
    (action: string) => api.post<Order>(`/orders/${order.id}/${action}`),
    ({ status }) => toast(`The order is ${wordsOf(status).toLowerCase()}`),
  )
  const steps = orderMachine[order.status]
  const { project_id: projectId, order_no } = order
  return (
    <>
      {steps['start-production'] && (
        <Button kind="primary" busy={act.isPending} onClick={() => act.mutate('start-production')}>
          Start production
        </Button>
      )}
      {steps.resume && (
        <Button kind="primary" busy={act.isPending} onClick={() => act.mutate('resume')}>
          Resume
        </Button>
      )}
      {steps.hold && (
        <StepButton
          label="Put on hold"
          title={`Put ${order_no} on hold?`}
          projectId={projectId}
          step={() => act.mutateAsync('hold')}
        >
          Nothing can be produced or shipped until it is resumed. Its promised day stays as it is.
        </StepButton>
      )}
      <RaiseReport projectId={projectId} lines={order.lines} />
      {steps.cancel && (
        <StepButton
          danger
          label="Cancel the order"
          title={`Cancel ${order_no}?`}
          projectId={projectId}
          step={() => act.mutateAsync('cancel')}
        >
          The order ends here and cannot be taken up again. Invoices that were issued stay as they are.
        </StepButton>
      )}
      {act.error && <Failure error={act.error} />}
    </>
  )
}
