import { api } from '../../api/client.ts'
import { type Customer, customersQuery, refreshCustomers } from '../../api/customers.ts'
import { queryClient } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { sayPath } from '../../ui/field-path.ts'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'

const currencies = [
  ['', 'As the workspace'],
  ...Intl.supportedValuesOf('currency').map((code) => [code, code] as const),
] as const

const valuesOf = (customer: Customer) => ({
  company: customer.company,
  billing_address: customer.billing_address,
  shipping_address: customer.shipping_address,
  currency: customer.currency ?? '',
  payment_terms_days: customer.payment_terms_days === null ? '' : String(customer.payment_terms_days),
})

/** What was agreed with a customer. An empty box of days leaves the due date to each invoice. */
export function TermsForm({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const theirs = valuesOf(customer)
  const form = useForm(
    theirs,
    ({ currency, payment_terms_days: days, ...texts }) =>
      api.patch(`/workspace/customers/${customer.user_id}`, {
        ...texts,
        currency: currency === '' ? null : currency,
        payment_terms_days: days.trim() === '' ? null : Number(days),
      }),
    () => {
      void refreshCustomers()
      toast('Terms saved')
      onClose()
    },
  )
  const merging = useMerge(theirs, form)
  const look = async () => {
    const all = await queryClient.fetchQuery({ ...customersQuery, staleTime: 0 })
    return merging.meet(valuesOf(all.find(({ user_id }) => user_id === customer.user_id) ?? customer))
  }
  return (
    <Dialog open onClose={onClose} title={`Terms of ${customer.name}`}>
      <form onSubmit={form.onSubmitAfter(look)} className="grid gap-4">
        <UnsavedGuard when={merging.isDirty} />
        <FormProblem error={form.error} />
        <Conflicts merge={merging} values={form.values} labelOf={sayPath} textOf={String} />
        <TextField label="Company" maxLength={120} {...form.text('company')} />
        <TextArea label="Billing address" maxLength={500} {...form.text('billing_address')} />
        <TextArea label="Shipping address" maxLength={500} {...form.text('shipping_address')} />
        <SelectField label="Currency" options={currencies} {...form.text('currency')} />
        <TextField
          label="Payment terms in days"
          hint="From an invoice to its due date. Empty: decided with each invoice."
          type="number"
          min={0}
          max={365}
          {...form.text('payment_terms_days')}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Save terms
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
