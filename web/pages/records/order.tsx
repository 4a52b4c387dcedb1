import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type OrderAction, orderMachine } from '../../../src/domain/records/order.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Order, recordQuery, refreshRecords, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { textLink } from '../auth/frame.tsx'
import { RaiseReport } from '../quality/raise-report.tsx'
import { InvoiceOrder } from './invoice-order.tsx'
import { Amount, Day, Facts, Status } from './labels.tsx'
import { Shipments } from './shipments.tsx'

export function OrderPage() {
  const { orderId } = useParams({ from: '/inside/orders/$orderId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('orders', orderId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <OrderDetail order={data} />
}

function OrderDetail({ order }: { order: Order }) {
  const staff = isStaff(useAccount())
  const left = order.lines.some(({ quantity, qty_shipped }) => qty_shipped < quantity)
  const uninvoiced = order.lines.some(({ quantity, qty_invoiced }) => qty_invoiced < quantity)
  return (
    <>
      <PageHeader
        title={`Order ${order.order_no}`}
        lead={<Status status={order.status} />}
        actions={staff && <StaffActions order={order} />}
      />
      <div className="grid grid-cols-1 gap-6">
        <Panel>
          <Facts
            facts={[
              ['Project', <ProjectLink key="project" order={order} />],
              ['Purchase order', order.po_number ?? '—'],
              ['Promised', <Day key="promised" on={order.promised_at} />],
              ['Total', <Amount key="total" of={order.total} />],
              ['Placed', <Time key="placed" at={order.created_at} />],
              ['Production started', <Time key="started" at={order.production_started_at} none="not yet" />],
              ['Shipped', <Time key="shipped" at={order.shipped_at} none="not yet" />],
              ['Delivered', <Time key="delivered" at={order.delivered_at} none="not yet" />],
            ]}
          />
        </Panel>
        <Table label="Lines" head={['Part', 'Quantity', 'Shipped', 'Invoiced', 'Total']}>
          {order.lines.map((line) => (
            <tr key={line.id}>
              <Cell>
                <span className="font-medium">{line.part_name}</span>
                <p className="text-xs text-soft">
                  {line.process}, {line.material}
                </p>
              </Cell>
              <Cell className="tabular-nums">{line.quantity}</Cell>
              <Cell className="tabular-nums">{line.qty_shipped}</Cell>
              <Cell className="tabular-nums">{line.qty_invoiced}</Cell>
              <Cell>
                <Amount of={line.total} />
              </Cell>
            </tr>
          ))}
        </Table>
        <Shipments order={order} />
        {staff && left && orderMachine[order.status].pack && <NewShipment order={order} />}
        {staff && uninvoiced && order.status !== 'cancelled' && <InvoiceOrder orderId={order.id} />}
      </div>
    </>
  )
}

const ProjectLink = ({ order }: { order: Order }) => (
  <Link to="/projects/$projectId" params={{ projectId: order.project_id }} className={textLink}>
    {order.project_no}
  </Link>
)

const actions: readonly (readonly [OrderAction, string])[] = [
  ['start-production', 'Start production'],
  ['hold', 'Put on hold'],
  ['resume', 'Resume'],
  ['cancel', 'Cancel'],
]

function StaffActions({ order }: { order: Order }) {
  const act = useAction(
    (action: string) => api.post<Order>(`/orders/${order.id}/${action}`),
    ({ status }) => toast(`The order is ${status.replaceAll('_', ' ')}`),
  )
  const steps = orderMachine[order.status]
  return (
    <>
      {actions
        .filter(([action]) => steps[action])
        .map(([action, label]) => (
          <Button
            key={action}
            kind={action === 'start-production' ? 'primary' : action === 'cancel' ? 'danger' : 'plain'}
            busy={act.isPending && act.variables === action}
            onClick={() => act.mutate(action)}
          >
            {label}
          </Button>
        ))}
      <RaiseReport projectId={order.project_id} lines={order.lines} />
      {act.error && <Failure error={act.error} />}
    </>
  )
}

/** A parcel with all that is left, or with the quantities typed. */
function NewShipment({ order }: { order: Order }) {
  const left = order.lines.filter(({ quantity, qty_shipped }) => qty_shipped < quantity)
  const form = useForm(
    { carrier: '', tracking_no: '', quantities: {} as Record<string, string> },
    ({ carrier, tracking_no, quantities }) => {
      const lines = Object.entries(quantities)
        .filter(([, typed]) => typed.trim() !== '')
        .map(([order_line_id, typed]) => ({ order_line_id, quantity: Number(typed) }))
      return api.post(`/orders/${order.id}/shipments`, {
        carrier,
        tracking_no,
        ...(lines.length > 0 && { lines }),
      })
    },
    () => {
      form.clear()
      void refreshRecords()
      toast('Shipment packed')
    },
  )
  const { quantities } = form.values
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">Pack a shipment</h2>
      <form onSubmit={form.onSubmit} className="grid max-w-xl gap-4">
        <FormProblem error={form.error} />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label="Carrier" required maxLength={100} {...form.text('carrier')} />
          <TextField label="Tracking number" required maxLength={100} {...form.text('tracking_no')} />
        </div>
        {left.map((line) => (
          <TextField
            key={line.id}
            label={`Pieces of ${line.part_name}`}
            hint={`${line.quantity - line.qty_shipped} are left. Leave all empty to ship everything that is left.`}
            type="number"
            min={1}
            value={quantities[line.id] ?? ''}
            onChange={(event) => form.set('quantities', { ...quantities, [line.id]: event.target.value })}
          />
        ))}
        <div>
          <Button type="submit" kind="primary" busy={form.busy}>
            Pack
          </Button>
        </div>
      </form>
    </Panel>
  )
}
