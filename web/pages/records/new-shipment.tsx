import { leftToPack } from '../../../src/domain/records/shipment.ts'
import { api } from '../../api/client.ts'
import { type Order, refreshRecords, type Shipment } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { chosenLines, lineError } from './chosen-lines.ts'

/** Lines of an order with what of them is in no shipment yet; those that came back count as not packed. */
export function packableLines({ lines, shipments }: Pick<Order, 'lines' | 'shipments'>) {
  const gone = shipments.filter(({ status }) => status !== 'returned').flatMap((shipment) => shipment.lines)
  return lines
    .map(({ id, part_name, quantity }) => {
      const packed = gone
        .filter(({ order_line_id }) => order_line_id === id)
        .reduce((sum, one) => sum + one.quantity, 0)
      return { id, part_name, left: leftToPack({ id, quantity, packed }) }
    })
    .filter(({ left }) => left > 0)
}

/** A parcel with all that is left, or with the quantities typed. */
export function NewShipment({ order }: { order: Order }) {
  const left = packableLines(order)
  const form = useForm(
    { carrier: '', tracking_no: '', tracking_url: '', quantities: {} as Record<string, string> },
    ({ carrier, tracking_no, tracking_url, quantities }) => {
      const lines = chosenLines(quantities)
      return api.post<Shipment>(`/orders/${order.id}/shipments`, {
        carrier,
        tracking_no,
        ...(tracking_url.trim() && { tracking_url: tracking_url.trim() }),
        ...(lines.length > 0 && { lines }),
      })
    },
    ({ shipment_no }) => {
      form.clear()
      void refreshRecords()
      toast(`${shipment_no} is packed`)
    },
  )
  const { quantities } = form.values
  if (left.length === 0) return null
  return (
    <Panel>
      <h2 className="font-semibold">Pack a shipment</h2>
      <p className="mt-1 mb-4 text-sm text-soft">
        Leave the pieces empty to ship everything that is left. The customer is told when the carrier has it.
      </p>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <TextField label="Carrier" required maxLength={100} {...form.text('carrier')} />
          <TextField label="Tracking number" required maxLength={100} {...form.text('tracking_no')} />
        </div>
        <TextField
          label="Tracking page"
          hint="Its address, where the carrier has one."
          type="url"
          {...form.text('tracking_url')}
        />
        <div className="grid items-start gap-3 sm:grid-cols-2">
          {left.map((line) => (
            <TextField
              key={line.id}
              label={`Pieces of ${line.part_name}`}
              hint={`${line.left} left`}
              inputMode="numeric"
              placeholder={String(line.left)}
              value={quantities[line.id] ?? ''}
              error={lineError(form.problem, form.sent.quantities, line.id)}
              onChange={(event) => form.set('quantities', { ...quantities, [line.id]: event.target.value })}
            />
          ))}
        </div>
        <div>
          <Button type="submit" kind="primary" busy={form.busy}>
            Pack
          </Button>
        </div>
      </form>
    </Panel>
  )
}
