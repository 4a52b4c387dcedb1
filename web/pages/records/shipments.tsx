import { type ShipmentAction, shipmentMachine } from '../../../src/domain/records/shipment.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Order, type Shipment, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { textLink } from '../auth/frame.tsx'
import { Status } from './labels.tsx'

const actions: readonly (readonly [ShipmentAction, string])[] = [
  ['ship', 'Handed to the carrier'],
  ['deliver', 'Delivered'],
  ['exception', 'Something went wrong'],
  ['resume', 'On its way again'],
  ['return', 'Came back'],
]

/** An order's parcels, the newest last. */
export function Shipments({ order }: { order: Order }) {
  if (order.shipments.length === 0) return null
  return (
    <section aria-labelledby="shipments">
      <h2 id="shipments" className="mb-3 text-lg font-semibold">
        Shipments
      </h2>
      <ul className="grid gap-3">
        {order.shipments.map((shipment) => (
          <li key={shipment.id}>
            <Parcel shipment={shipment} order={order} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Parcel({ shipment, order }: { shipment: Shipment; order: Order }) {
  const staff = isStaff(useAccount())
  const act = useAction(
    (action: string) => api.post<Shipment>(`/shipments/${shipment.id}/${action}`),
    ({ status }) => toast(`The shipment is ${status}`),
  )
  const names = new Map(order.lines.map(({ id, part_name }) => [id, part_name]))
  const steps = shipmentMachine[shipment.status]
  return (
    <Panel className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <span className="font-medium">{shipment.shipment_no}</span> <Status status={shipment.status} />
          <p className="text-sm text-soft">
            {shipment.carrier},{' '}
            {shipment.tracking_url ? <TrackingLink shipment={shipment} /> : shipment.tracking_no} ·{' '}
            <Time at={shipment.shipped_at} none="not shipped yet" />
          </p>
        </div>
        {staff && (
          <div className="flex flex-wrap gap-2">
            {actions
              .filter(([action]) => steps[action])
              .map(([action, label]) => (
                <Button key={action} small busy={act.isPending} onClick={() => act.mutate(action)}>
                  {label}
                </Button>
              ))}
          </div>
        )}
      </div>
      <p className="text-sm">
        {shipment.lines
          .map(({ order_line_id, quantity }) => `${quantity} × ${names.get(order_line_id) ?? 'part'}`)
          .join(', ')}
      </p>
      {act.error && <Failure error={act.error} />}
    </Panel>
  )
}

const TrackingLink = ({ shipment }: { shipment: Shipment }) => (
  <a href={shipment.tracking_url ?? ''} rel="noreferrer" className={textLink}>
    {shipment.tracking_no}
  </a>
)
