import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { mayHandle } from '../../../src/domain/access/rights.ts'
import { useStanding } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Customer, refreshCustomers } from '../../api/customers.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { textLink } from '../auth/frame.tsx'
import { TermsForm } from './terms.tsx'

const termsText = ({ currency, payment_terms_days }: Customer): string =>
  [currency, payment_terms_days === null ? null : `${payment_terms_days} days`].filter(Boolean).join(', ') ||
  '—'

const head = [
  'Name',
  'Company',
  'Terms',
  'Since',
  <span key="actions" className="sr-only">
    Actions
  </span>,
]

export function CustomerTable({ customers }: { customers: readonly Customer[] }) {
  const [changing, setChanging] = useState<Customer>()
  const [halting, setHalting] = useState<Customer>()
  const reason = mayHandle(useStanding(), 'customer') ? null : 'Administrators and owners change customers'
  return (
    <>
      <Table label="List of customers" head={head}>
        {customers.map((one) => (
          <tr key={one.user_id}>
            <Cell>
              <span className="font-medium">{one.name}</span>{' '}
              {one.suspended && <Badge tone="bad">suspended</Badge>}
              <p className="text-xs text-soft">{one.email}</p>
            </Cell>
            <Cell>{one.company || '—'}</Cell>
            <Cell className="whitespace-nowrap">{termsText(one)}</Cell>
            <Cell>
              <Time at={one.created_at} />
            </Cell>
            <Cell>
              <div className="flex flex-wrap items-center justify-end gap-2">
                <Link
                  to="/messages"
                  search={{ customer_id: one.user_id }}
                  aria-label={`Messages with ${one.name}`}
                  className={textLink}
                >
                  Messages
                </Link>
                <Button
                  small
                  reason={reason}
                  aria-label={`Terms of ${one.name}`}
                  onClick={() => setChanging(one)}
                >
                  Terms
                </Button>
                <Button
                  small
                  kind={one.suspended ? 'plain' : 'danger'}
                  reason={reason}
                  aria-label={`${one.suspended ? 'Resume' : 'Suspend'} ${one.name}`}
                  onClick={() => setHalting(one)}
                >
                  {one.suspended ? 'Resume' : 'Suspend'}
                </Button>
              </div>
            </Cell>
          </tr>
        ))}
      </Table>
      {changing && <TermsForm customer={changing} onClose={() => setChanging(undefined)} />}
      {halting && <Suspension customer={halting} onClose={() => setHalting(undefined)} />}
    </>
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
