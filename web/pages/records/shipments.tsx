import {
  type ShipmentAction,
  type ShipmentStatus,
  shipmentMachine,
} from '../../../src/domain/records/shipment.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Order, type Shipment, useAction } from '../../api/records.ts'
import { Button, ButtonAnchor } from '../../ui/button.tsx'
import { Notice, Panel } from '../../ui/panel.tsx'
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

/** What a state means that is out of the ordinary. */
const words: Partial<Record<ShipmentStatus, string>> = {
  pending: 'Packed. The customer is told when the carrier has it.',
  exception: 'The carrier cannot deliver it as planned. It goes on when that is settled, or comes back.',
  returned: 'It came back. Its pieces can be shipped again.',
}

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
  const word = words[shipment.status]
  return (
    <Panel className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <span className="font-medium">{shipment.shipment_no}</span> <Status status={shipment.status} />
          <p className="text-sm text-soft">
            {shipment.carrier},{' '}
            {shipment.tracking_url ? <TrackingLink shipment={shipment} /> : shipment.tracking_no} ·{' '}
            {shipment.delivered_at === null ? (
              <>
                shipped <Time at={shipment.shipped_at} none="not yet" />
              </>
            ) : (
              <>
                delivered <Time at={shipment.delivered_at} />
              </>
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <ButtonAnchor
            small
            href={`/api/shipments/${shipment.id}/print`}
            target="_blank"
            rel="noreferrer"
            aria-label={`Packing slip of ${shipment.shipment_no}`}
          >
            Packing slip
          </ButtonAnchor>
          {staff &&
            actions
              .filter(([action]) => steps[action])
              .map(([action, label]) => (
                <Button key={action} small busy={act.isPending} onClick={() => act.mutate(action)}>
                  {label}
                </Button>
              ))}
        </div>
      </div>
      <p className="text-sm">
        {shipment.lines
          .map(({ order_line_id, quantity }) => `${quantity} × ${names.get(order_line_id) ?? 'part'}`)
          .join(', ')}
      </p>
      {word !== undefined && (
        <Notice tone={shipment.status === 'exception' ? 'warn' : 'neutral'}>{word}</Notice>
      )}
      {act.error && <Failure error={act.error} />}
    </Panel>
  )
}

const TrackingLink = ({ shipment }: { shipment: Shipment }) => (
  <a href={shipment.tracking_url ?? ''} rel="noreferrer" className={textLink}>
    {shipment.tracking_no}
  </a>
)
