import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatMoney } from '../../../src/domain/money.ts'
import { quoteMachine } from '../../../src/domain/records/quote.ts'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query.ts'
import { type Quote, recordQuery, refreshRecords } from '../../api/records.ts'
import { workspaceQuery } from '../../api/workspace.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Notice, Panel } from '../../ui/panel.tsx'
import { FormProblem, Skeleton } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'
import { today } from './days.ts'
import { wordsOf } from './labels.tsx'
import { complaintsOf } from './price-complaints.ts'
import { Charges, LineBreaks, put } from './price-fields.tsx'
import { labelOf, partsOf, textOf, withParts } from './price-parts.ts'
import { type PriceValues, rangeMinor, toBody, valuesOf } from './price-values.ts'

const currencies = Intl.supportedValuesOf('currency').map((code) => [code, code] as const)

/** The shop's prices for what was asked for, as long as they can be set, or something typed is still to be read. */
export function Pricing({ quote }: { quote: Quote }) {
  const canPrice = quoteMachine[quote.status].price !== undefined
  const [wasOpen, setWasOpen] = useState(canPrice)
  const workspace = useQuery({ ...workspaceQuery, enabled: canPrice })
  if (canPrice && !wasOpen) setWasOpen(true)
  if (!canPrice && !wasOpen) return null
  if (quote.currency === null && workspace.isLoading) return <Skeleton rows={3} />
  const currency = quote.currency ?? workspace.data?.currency ?? 'USD'
  return <PriceForm quote={quote} currency={currency} onDrop={() => setWasOpen(false)} />
}

interface PriceFormProps {
  quote: Quote
  /** Of a quote that has none yet. */
  currency: string
  /** What was typed can no more be saved, and is given up. */
  onDrop(): void
}

/** The prices with what others have saved of them meanwhile, line by line. */
function usePrices(quote: Quote, currency: string) {
  const theirs = valuesOf(quote, currency, today())
  const form = useForm(
    theirs,
    async (values) => {
      const saved = await api.put<Quote>(`/quotes/${quote.id}/pricing`, toBody(values))
      // As the server writes them, before they come back as the record's.
      form.setValues(valuesOf(saved, currency, today()))
      await refreshRecords()
    },
    () => toast('Prices saved'),
  )
  const merging = useMerge(partsOf(theirs), {
    values: partsOf(form.values),
    setValues: (parts) => form.setValues(withParts(form.values, parts)),
  })
  const look = async () => {
    const now = await queryClient.fetchQuery({ ...recordQuery('quotes', quote.id), staleTime: 0 })
    if (quoteMachine[now.status].price === undefined) return null
    const parts = merging.meet(partsOf(valuesOf(now, currency, today())))
    return parts && withParts(form.values, parts)
  }
  return { form, merging, look }
}

function PriceForm({ quote, currency: first, onDrop }: PriceFormProps) {
  const { form, merging, look } = usePrices(quote, first)
  const { lines, charges, currency } = form.values
  const complaints = complaintsOf(form.problem, form.sent, form.values)
  const isOpen = quoteMachine[quote.status].price !== undefined
  if (!isOpen && !merging.isDirty) return null
  return (
    <Panel>
      <UnsavedGuard when={merging.isDirty} />
      <h2 className="mb-3 font-semibold">Prices</h2>
      <form onSubmit={form.onSubmitAfter(look)} className="grid gap-6">
        {!isOpen && <TooLate status={quote.status} onDrop={onDrop} />}
        <FormProblem error={form.error} />
        <Conflicts
          merge={merging}
          values={partsOf(form.values)}
          labelOf={(name) => labelOf(name, form.values)}
          textOf={textOf}
        />
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
          <Button
            type="submit"
            kind="primary"
            reason={isOpen ? null : 'Prices are set before the offer'}
            busy={form.busy}
          >
            Save prices
          </Button>
        </div>
      </form>
    </Panel>
  )
}

/** The quote has gone on while prices were typed. */
const TooLate = ({ status, onDrop }: { status: Quote['status']; onDrop(): void }) => (
  <Notice tone="warn" title={`The quote is ${wordsOf(status).toLowerCase()} now`}>
    <p>These prices are not saved, and cannot be any more. Copy from here what you need.</p>
    <Button small className="mt-2" onClick={onDrop}>
      Discard these prices
    </Button>
  </Notice>
)

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
