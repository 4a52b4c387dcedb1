import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { formatMoney } from '../../../src/domain/money.ts'
import { chargeKinds } from '../../../src/domain/records/quote.ts'
import { api } from '../../api/client.ts'
import { type Quote, refreshRecords } from '../../api/records.ts'
import { workspaceQuery } from '../../api/workspace.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormProblem, Skeleton } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { today } from './days.ts'
import { wordsOf } from './labels.tsx'
import { complaintsOf } from './price-complaints.ts'
import {
  type Break,
  breakMinor,
  type Charge,
  type PriceValues,
  rangeMinor,
  toBody,
  valuesOf,
} from './price-values.ts'

const currencies = Intl.supportedValuesOf('currency').map((code) => [code, code] as const)

/** The list with one of its elements replaced, or without it. */
const put = <T,>(list: readonly T[], at: number, element: T | null): T[] =>
  element === null ? list.toSpliced(at, 1) : list.with(at, element)

/** The shop's prices for what was asked for. */
export function Pricing({ quote }: { quote: Quote }) {
  const workspace = useQuery(workspaceQuery)
  if (quote.currency === null && workspace.isPending) return <Skeleton rows={3} />
  return <PriceForm quote={quote} currency={quote.currency ?? workspace.data?.currency ?? 'USD'} />
}

function PriceForm({ quote, currency: first }: { quote: Quote; currency: string }) {
  const form = useForm(
    valuesOf(quote, first, today()),
    (values) => api.put(`/quotes/${quote.id}/pricing`, toBody(values)),
    () => {
      void refreshRecords()
      toast('Prices saved')
    },
  )
  const { lines, charges, currency } = form.values
  const complaints = complaintsOf(form.problem, form.sent, form.values)
  return (
    <Panel>
      <UnsavedGuard when={form.isDirty} />
      <h2 className="mb-3 font-semibold">Prices</h2>
      <form onSubmit={form.onSubmit} className="grid gap-6">
        <FormProblem error={form.error} />
        <div className="grid items-end gap-3 sm:grid-cols-2">
          <SelectField label="Currency" options={currencies} {...form.text('currency')} />
          <TextField
            label="Valid until"
            hint="The last day. Empty: the offer has no end."
            type="date"
            min={today()}
            {...form.text('valid_until')}
          />
        </div>
        {lines.map((line, at) => (
          <LineBreaks
            key={line.line_id}
            name={line.part_name}
            breaks={line.breaks}
            currency={currency}
            errorOf={(path) => complaints.line(at, path)}
            onChange={(breaks) => form.set('lines', put(lines, at, { ...line, breaks }))}
          />
        ))}
        <Charges
          charges={charges}
          errorOf={complaints.charge}
          onChange={(next) => form.set('charges', next)}
        />
        <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
          <Range values={form.values} />
          <Button type="submit" kind="primary" busy={form.busy}>
            Save prices
          </Button>
        </div>
      </form>
    </Panel>
  )
}

/** What the customer will come to pay, reckoned as it is typed. */
function Range({ values }: { values: PriceValues }) {
  const range = rangeMinor(values)
  const { currency } = values
  const [least, most] = (range ?? []).map((amount) => formatMoney({ amount, currency }))
  return (
    <p className="text-sm text-soft" aria-live="polite">
      {range === null ? (
        'The total stands here when every price is typed.'
      ) : (
        <>
          The customer pays{' '}
          <strong className="text-ink tabular-nums">{least === most ? least : `${least} to ${most}`}</strong>,
          charges included.
        </>
      )}
    </p>
  )
}

interface LineBreaksProps {
  name: string
  breaks: readonly Break[]
  currency: string
  /** Without a path: of the line as a whole. */
  errorOf(path?: string): string | undefined
  onChange(breaks: Break[]): void
}

/** Quantity, price and lead time of each break of a line, with what it comes to. */
function LineBreaks({ name, breaks, currency, errorOf, onChange }: LineBreaksProps) {
  const set = (at: number, row: Break, members: Partial<Break>) =>
    onChange(put(breaks, at, { ...row, ...members }))
  return (
    <FieldGroup legend={name} error={errorOf()} className="gap-3">
      {breaks.map((row, at) => {
        const total = breakMinor(row, currency)
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: breaks have no id, and their quantities are typed
            key={at}
            className="grid grid-cols-2 items-start gap-3 max-sm:border-b max-sm:border-line max-sm:pb-3 sm:grid-cols-[6rem_1fr_1fr_7rem_auto]"
          >
            <TextField
              label="Quantity"
              inputMode="numeric"
              required
              value={row.quantity}
              error={errorOf(`breaks[${at}].quantity`)}
              onChange={({ target }) => set(at, row, { quantity: target.value })}
            />
            <TextField
              label="Unit price"
              inputMode="decimal"
              required
              value={row.unit_price}
              error={errorOf(`breaks[${at}].unit_price`)}
              onChange={({ target }) => set(at, row, { unit_price: target.value })}
            />
            <TextField
              label="Lead time in days"
              inputMode="numeric"
              required
              value={row.lead_time_days}
              error={errorOf(`breaks[${at}].lead_time_days`)}
              onChange={({ target }) => set(at, row, { lead_time_days: target.value })}
            />
            <p className="self-end pb-2 text-right text-sm tabular-nums">
              {total === null ? '—' : formatMoney({ amount: total, currency })}
            </p>
            <Button
              kind="quiet"
              className="max-sm:col-span-full max-sm:justify-self-end sm:mt-6.5"
              aria-label={`Remove the price for ${row.quantity || 'no'} pieces`}
              reason={breaks.length === 1 ? 'A line has at least one price' : null}
              onClick={() => onChange(put(breaks, at, null))}
            >
              <X aria-hidden className="size-4" />
            </Button>
          </div>
        )
      })}
      <div>
        <Button
          small
          aria-label={`Add a quantity of ${name}`}
          onClick={() => onChange([...breaks, { quantity: '', unit_price: '', lead_time_days: '' }])}
        >
          <Plus aria-hidden className="size-4" />
          Add a quantity
        </Button>
      </div>
    </FieldGroup>
  )
}

interface ChargesProps {
  charges: readonly Charge[]
  /** Without an index: of the list as a whole. */
  errorOf(at?: number, path?: keyof Charge): string | undefined
  onChange(charges: Charge[]): void
}

const kindOptions = chargeKinds.map((kind) => [kind, wordsOf(kind)] as const)

/** What is asked for beside the parts; a discount is taken off. */
function Charges({ charges, errorOf, onChange }: ChargesProps) {
  const set = (at: number, charge: Charge, members: Partial<Charge>) =>
    onChange(put(charges, at, { ...charge, ...members }))
  return (
    <FieldGroup legend="Charges" error={errorOf()} className="gap-3">
      {charges.map((charge, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: charges have no id
          key={at}
          className="grid items-start gap-3 max-sm:border-b max-sm:border-line max-sm:pb-3 sm:grid-cols-[9rem_1fr_8rem_auto]"
        >
          <SelectField
            label="Kind"
            options={kindOptions}
            value={charge.kind}
            error={errorOf(at, 'kind')}
            onChange={({ target }) => set(at, charge, { kind: target.value as Charge['kind'] })}
          />
          <TextField
            label="Label"
            required
            value={charge.label}
            error={errorOf(at, 'label')}
            onChange={({ target }) => set(at, charge, { label: target.value })}
          />
          <TextField
            label="Amount"
            inputMode="decimal"
            required
            value={charge.amount}
            error={errorOf(at, 'amount')}
            onChange={({ target }) => set(at, charge, { amount: target.value })}
          />
          <Button
            kind="quiet"
            className="max-sm:col-span-full max-sm:justify-self-end sm:mt-6.5"
            aria-label={`Remove ${charge.label || 'the charge'}`}
            onClick={() => onChange(put(charges, at, null))}
          >
            <X aria-hidden className="size-4" />
          </Button>
        </div>
      ))}
      <div>
        <Button small onClick={() => onChange([...charges, { kind: 'setup', label: '', amount: '' }])}>
          <Plus aria-hidden className="size-4" />
          Add a charge
        </Button>
      </div>
    </FieldGroup>
  )
}
