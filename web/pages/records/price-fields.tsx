import { Plus, X } from 'lucide-react'
import { formatMoney } from '../../../src/domain/money.ts'
import { chargeKinds } from '../../../src/domain/records/quote.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
import { wordsOf } from './labels.tsx'
import { type Break, breakMinor, type Charge } from './price-values.ts'

/** The list with one of its elements replaced, or without it. */
export const put = <T,>(list: readonly T[], at: number, element: T | null): T[] =>
  element === null ? list.toSpliced(at, 1) : list.with(at, element)

interface LineBreaksProps {
  name: string
  breaks: readonly Break[]
  currency: string
  /** Without a path: of the line as a whole. */
  errorOf(path?: string): string | undefined
  onChange(breaks: Break[]): void
}

/** Quantity, price and lead time of each break of a line, with what it comes to. */
export function LineBreaks({ name, breaks, currency, errorOf, onChange }: LineBreaksProps) {
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
export function Charges({ charges, errorOf, onChange }: ChargesProps) {
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
