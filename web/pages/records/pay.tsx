import { formatMoney, majorText } from '../../../src/domain/money.ts'
import { api } from '../../api/client.ts'
import { type Invoice, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { toMinor } from './amounts.ts'
import { methodOptions, ownMethod } from './methods.ts'

/** A payment as the shop enters it, or as the customer says they have paid. */
export function Pay({ invoice, staff }: { invoice: Invoice; staff: boolean }) {
  const { currency } = invoice.balance
  const form = useForm(
    {
      amount: majorText(invoice.balance),
      method: 'bank_transfer',
      own_method: '',
      reference: '',
      received_on: '',
    },
    ({ amount, method, own_method, reference, received_on }) =>
      api.post(`/invoices/${invoice.id}/${staff ? 'payments' : 'mark-paid'}`, {
        amount: { amount: toMinor(amount, currency), currency },
        method: method === ownMethod ? own_method : method,
        ...(reference && { reference }),
        ...(staff && received_on && { received_on }),
      }),
    () => {
      void refreshRecords()
      toast(staff ? 'Payment entered' : 'The shop is told')
    },
  )
  const isOwn = form.values.method === ownMethod
  const tooMuch = form.problem?.code === 'overpayment' ? form.problem.message : undefined
  return (
    <Panel>
      <h2 className="font-semibold">{staff ? 'Enter a payment' : 'I have paid'}</h2>
      <p className="mt-1 mb-4 text-sm text-soft">
        {formatMoney(invoice.balance)} is open.{' '}
        {staff
          ? 'A part of it can be entered as well.'
          : 'The shop finds your payment by the reference you give.'}
      </p>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            label={`Amount in ${currency}`}
            inputMode="decimal"
            required
            {...form.text('amount')}
            error={tooMuch ?? form.errorOf('amount')}
          />
          {staff && (
            <TextField label="Received on" hint="Empty: today." type="date" {...form.text('received_on')} />
          )}
          <SelectField
            label="Method"
            options={methodOptions}
            {...form.text('method')}
            error={isOwn ? undefined : form.errorOf('method')}
          />
          {isOwn && (
            <TextField
              label="Which way"
              required
              maxLength={60}
              {...form.text('own_method')}
              error={form.errorOf('method')}
            />
          )}
          <TextField label="Reference" required={!staff} maxLength={200} {...form.text('reference')} />
        </div>
        <div>
          <Button type="submit" kind="primary" busy={form.busy}>
            {staff ? 'Enter payment' : 'Tell the shop'}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
