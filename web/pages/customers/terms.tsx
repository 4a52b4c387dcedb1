import { api } from '../../api/client.ts'
import { type Customer, refreshCustomers } from '../../api/customers.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'

const currencies = [
  ['', 'As the workspace'],
  ...Intl.supportedValuesOf('currency').map((code) => [code, code] as const),
] as const

/** What was agreed with a customer. An empty box of days leaves the due date to each invoice. */
export function TermsForm({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const form = useForm(
    {
      company: customer.company,
      billing_address: customer.billing_address,
      shipping_address: customer.shipping_address,
      currency: customer.currency ?? '',
      payment_terms_days: customer.payment_terms_days === null ? '' : String(customer.payment_terms_days),
    },
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
  return (
    <Dialog open onClose={onClose} title={`Terms of ${customer.name}`}>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
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
