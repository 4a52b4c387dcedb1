import { minorDigits } from '../../../src/domain/money.ts'
import { chargeKinds } from '../../../src/domain/records/quote.ts'
import { api } from '../../api/client.ts'
import { type Quote, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { toMinor } from './amounts.ts'

const validDays = 30
const dayMs = 86_400_000

interface Break {
  quantity: number
  unit_price: string
  lead_time_days: string
}

interface Charge {
  kind: (typeof chargeKinds)[number]
  label: string
  amount: string
}

interface Values {
  currency: string
  valid_until: string
  lines: { line_id: string; part_name: string; breaks: Break[] }[]
  charges: Charge[]
}

const valuesOf = (quote: Quote): Values => ({
  currency: quote.currency ?? 'USD',
  valid_until: quote.valid_until ?? new Date(Date.now() + validDays * dayMs).toISOString().slice(0, 10),
  lines: quote.lines.map(({ id, part_name, breaks }) => ({
    line_id: id,
    part_name,
    breaks: breaks.map(({ quantity, unit_price, lead_time_days }) => ({
      quantity,
      unit_price: unit_price === null ? '' : String(Number(unit_price)),
      lead_time_days: lead_time_days === null ? '' : String(lead_time_days),
    })),
  })),
  charges: quote.charges.map(({ kind, label, amount }) => ({
    kind,
    label,
    amount: String(Math.abs(amount.amount) / 10 ** minorDigits(amount.currency)),
  })),
})

const toBody = ({ currency, valid_until, lines, charges }: Values) => ({
  currency,
  valid_until: valid_until || null,
  lines: lines.map(({ line_id, breaks }) => ({
    line_id,
    breaks: breaks.map(({ quantity, unit_price, lead_time_days }) => ({
      quantity,
      unit_price,
      lead_time_days: Number(lead_time_days),
    })),
  })),
  charges: charges.map(({ kind, label, amount }) => ({
    kind,
    label,
    amount: { amount: toMinor(amount, currency), currency },
  })),
})

/** The shop's prices for what was asked for. */
export function Pricing({ quote }: { quote: Quote }) {
  const form = useForm(
    valuesOf(quote),
    (values) => api.put(`/quotes/${quote.id}/pricing`, toBody(values)),
    () => {
      void refreshRecords()
      toast('Prices saved')
    },
  )
  const { lines, charges } = form.values
  const setBreak = (line: number, index: number, members: Partial<Break>) =>
    form.set(
      'lines',
      lines.map((one, at) =>
        at === line
          ? { ...one, breaks: one.breaks.map((row, n) => (n === index ? { ...row, ...members } : row)) }
          : one,
      ),
    )
  const setCharge = (index: number, members: Partial<Charge>) =>
    form.set(
      'charges',
      charges.map((one, at) => (at === index ? { ...one, ...members } : one)),
    )
  return (
    <Panel>
      <h2 className="mb-3 font-semibold">Prices</h2>
      <form onSubmit={form.onSubmit} className="grid gap-5">
        <FormProblem error={form.error} />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label="Currency" required maxLength={3} {...form.text('currency')} />
          <TextField label="Valid until" type="date" {...form.text('valid_until')} />
        </div>
        {lines.map((line, at) => (
          <fieldset key={line.line_id} className="grid gap-3">
            <legend className="mb-1 text-sm font-medium">{line.part_name}</legend>
            {line.breaks.map((row, index) => (
              <div key={row.quantity} className="grid gap-3 sm:grid-cols-[6rem_1fr_1fr] sm:items-end">
                <p className="pb-2 text-sm">{row.quantity} pieces</p>
                <TextField
                  label="Unit price"
                  inputMode="decimal"
                  required
                  value={row.unit_price}
                  onChange={(event) => setBreak(at, index, { unit_price: event.target.value })}
                />
                <TextField
                  label="Lead time in days"
                  type="number"
                  min={0}
                  required
                  value={row.lead_time_days}
                  onChange={(event) => setBreak(at, index, { lead_time_days: event.target.value })}
                />
              </div>
            ))}
          </fieldset>
        ))}
        <fieldset className="grid gap-3">
          <legend className="mb-1 text-sm font-medium">Charges</legend>
          {charges.map((charge, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: charges have no id
            <div key={index} className="grid gap-3 sm:grid-cols-[10rem_1fr_8rem_auto] sm:items-end">
              <SelectField
                label="Kind"
                options={chargeKinds.map((kind) => [kind, kind] as const)}
                value={charge.kind}
                onChange={(event) => setCharge(index, { kind: event.target.value as Charge['kind'] })}
              />
              <TextField
                label="Label"
                required
                value={charge.label}
                onChange={(event) => setCharge(index, { label: event.target.value })}
              />
              <TextField
                label="Amount"
                inputMode="decimal"
                required
                value={charge.amount}
                onChange={(event) => setCharge(index, { amount: event.target.value })}
              />
              <Button
                aria-label={`Remove ${charge.label || 'the charge'}`}
                onClick={() =>
                  form.set(
                    'charges',
                    charges.filter((_, n) => n !== index),
                  )
                }
              >
                Remove
              </Button>
            </div>
          ))}
          <div>
            <Button
              small
              onClick={() => form.set('charges', [...charges, { kind: 'setup', label: '', amount: '' }])}
            >
              Add a charge
            </Button>
          </div>
        </fieldset>
        <div>
          <Button type="submit" kind="primary" busy={form.busy}>
            Save prices
          </Button>
        </div>
      </form>
    </Panel>
  )
}
