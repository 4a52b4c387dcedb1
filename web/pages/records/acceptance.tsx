import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { formatMoney } from '../../../src/domain/money.ts'
import { totalsOf } from '../../../src/domain/records/billing.ts'
import { isOver } from '../../../src/domain/records/quote.ts'
import { api } from '../../api/client.ts'
import { type Order, type Quote, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { today } from './days.ts'
import { Amount, Sums } from './labels.tsx'
import { priceText } from './price-values.ts'

type Line = Quote['lines'][number]
type Chosen = Readonly<Record<string, number>>

/** Picks one quantity per line and orders. */
export function Acceptance({ quote }: { quote: Quote }) {
  const navigate = useNavigate()
  const [declining, setDeclining] = useState(false)
  const first = Object.fromEntries(quote.lines.map((line) => [line.id, line.breaks[0]?.quantity ?? 0]))
  const form = useForm(
    { chosen: first as Chosen, po_number: '' },
    ({ chosen, po_number }) =>
      api.post<Order>(`/quotes/${quote.id}/accept`, {
        selections: Object.entries(chosen).map(([line_id, quantity]) => ({ line_id, quantity })),
        ...(po_number.trim() && { po_number: po_number.trim() }),
      }),
    ({ id }) => {
      void refreshRecords()
      toast('Thank you: it is ordered')
      void navigate({ to: '/orders/$orderId', params: { orderId: id } })
    },
  )
  const { chosen } = form.values
  const over = isOver({ validUntil: quote.valid_until, today: today() }) ? 'The offer is over' : null
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">Order it</h2>
      <form onSubmit={form.onSubmit} className="grid gap-5">
        <FormProblem error={form.error} />
        {quote.lines.map((line) => (
          <Choice
            key={line.id}
            line={line}
            currency={quote.currency ?? ''}
            chosen={chosen[line.id]}
            error={form.errorOf(`selections[${Object.keys(form.sent.chosen).indexOf(line.id)}]`)}
            onChoose={(quantity) => form.set('chosen', { ...chosen, [line.id]: quantity })}
          />
        ))}
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <TextField
            label="Purchase order number"
            hint="Yours, if you have one. It stands on the invoice."
            maxLength={60}
            {...form.text('po_number')}
          />
          <ToPay quote={quote} chosen={chosen} />
        </div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" reason={over} busy={form.busy}>
            Accept and order
          </Button>
          <Button reason={over} onClick={() => setDeclining(true)}>
            Decline
          </Button>
        </div>
      </form>
      {declining && <Decline quote={quote} onClose={() => setDeclining(false)} />}
    </Panel>
  )
}

interface ChoiceProps {
  line: Line
  currency: string
  chosen: number | undefined
  error: string | undefined
  onChoose(quantity: number): void
}

/** One quantity of a line. */
const Choice = ({ line, currency, chosen, error, onChoose }: ChoiceProps) => (
  <FieldGroup legend={line.part_name} error={error}>
    <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
      {line.breaks.map((one) => (
        <label
          key={one.quantity}
          className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line p-3 text-sm hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={line.id}
            className="mt-0.5 size-4 accent-accent"
            checked={chosen === one.quantity}
            onChange={() => onChoose(one.quantity)}
          />
          <span>
            <span className="font-medium">
              {one.quantity} pieces for {one.line_total ? formatMoney(one.line_total) : '—'}
            </span>
            <span className="block text-soft">
              {one.unit_price && priceText(one.unit_price, currency)} {currency} each, {one.lead_time_days}{' '}
              days
            </span>
          </span>
        </label>
      ))}
    </div>
  </FieldGroup>
)

/** What the order will come to: the choices, and every charge. */
function ToPay({ quote, chosen }: { quote: Quote; chosen: Chosen }) {
  const currency = quote.currency ?? ''
  const parts = quote.lines.map(
    ({ id, breaks }) => breaks.find(({ quantity }) => quantity === chosen[id])?.line_total?.amount ?? 0,
  )
  const { totalMinor } = totalsOf(
    parts,
    quote.charges.map(({ kind, amount }) => ({ kind, amountMinor: amount.amount })),
  )
  const sum = parts.reduce((all, one) => all + one, 0)
  return (
    <Sums
      sums={[
        ['Parts', <Amount key="parts" of={{ amount: sum, currency }} />],
        ...quote.charges.map(({ label, amount }) => [label, <Amount key={label} of={amount} />] as const),
        ['You will pay', <Amount key="total" of={{ amount: totalMinor, currency }} />],
      ]}
    />
  )
}

function Decline({ quote, onClose }: { quote: Quote; onClose(): void }) {
  const form = useForm(
    { reason: '' },
    ({ reason }) => api.post(`/quotes/${quote.id}/decline`, reason.trim() === '' ? {} : { reason }),
    () => {
      void refreshRecords()
      toast('The shop is told')
      onClose()
    },
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Decline ${quote.quote_no}?`}
      lead="The offer ends. You can ask anew."
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextArea
          label="Reason"
          hint="It helps the shop to make a better offer."
          maxLength={2000}
          {...form.text('reason')}
        />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" kind="danger" busy={form.busy}>
            Decline the offer
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
