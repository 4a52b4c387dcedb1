import { useState } from 'react'
import { mayHandle } from '../../../src/domain/access/rights.ts'
import { useStanding } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Customer, refreshCustomers } from '../../api/customers.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { toast } from '../../ui/toasts.tsx'
import { TermsForm } from './terms.tsx'

export const termsText = ({ currency, payment_terms_days }: Customer): string =>
  [currency, payment_terms_days === null ? null : `${payment_terms_days} days`].filter(Boolean).join(', ') ||
  '—'

/** What can be done with a customer, in a list and on their own page. */
export function CustomerActions({ customer }: { customer: Customer }) {
  const [open, setOpen] = useState<'terms' | 'suspension'>()
  const reason = mayHandle(useStanding(), 'customer') ? null : 'Administrators and owners change customers'
  const { user_id, name, suspended } = customer
  const close = () => setOpen(undefined)
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <ButtonLink small to="/messages" search={{ customer_id: user_id }} aria-label={`Messages with ${name}`}>
        Messages
      </ButtonLink>
      <Button small reason={reason} aria-label={`Terms of ${name}`} onClick={() => setOpen('terms')}>
        Terms
      </Button>
      <Button
        small
        kind={suspended ? 'plain' : 'danger'}
        reason={reason}
        aria-label={`${suspended ? 'Resume' : 'Suspend'} ${name}`}
        onClick={() => setOpen('suspension')}
      >
        {suspended ? 'Resume' : 'Suspend'}
      </Button>
      {open === 'terms' && <TermsForm customer={customer} onClose={close} />}
      {open === 'suspension' && <Suspension customer={customer} onClose={close} />}
    </div>
  )
}

function Suspension({ customer, onClose }: { customer: Customer; onClose(): void }) {
  const { user_id, name, suspended } = customer
  return (
    <Confirm
      open
      onClose={onClose}
      title={suspended ? `Let ${name} in again?` : `Suspend ${name}?`}
      action={suspended ? 'Let in again' : 'Suspend now'}
      danger={!suspended}
      onConfirm={async () => {
        await api.patch(`/workspace/customers/${user_id}`, { suspended: !suspended })
        await refreshCustomers()
        toast(suspended ? `${name} may come in again` : `${name} is suspended`)
      }}
    >
      {suspended
        ? 'They can sign in again, and their tokens work again.'
        : 'Their sessions and tokens are refused from the next request on. Webhooks they have go on, and nothing is deleted.'}
    </Confirm>
  )
}
