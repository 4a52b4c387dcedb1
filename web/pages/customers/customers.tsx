import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mayGive, mayReadPeople } from '../../../src/domain/access/rights.ts'
import { isStaff, useAccount, useStanding } from '../../api/account.ts'
import { customersQuery } from '../../api/customers.ts'
import { Button } from '../../ui/button.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'
import { Invitations } from '../settings/invitations.tsx'
import { CustomerTable } from './customer-table.tsx'
import { ImportCustomers } from './import-customers.tsx'
import { InviteCustomer } from './invite-customer.tsx'

const lead = 'Whom the shop works for, and what was agreed with them.'

export function CustomersPage() {
  const staff = isStaff(useAccount())
  if (mayReadPeople(useStanding())) return <CustomerList />
  return (
    <>
      <PageHeader title="Customers" lead={lead} />
      <Notice title={staff ? 'For managers and administrators' : 'For the people of the shop'}>
        {staff
          ? 'Your workspace role does not show the list of customers.'
          : 'Customers do not see each other.'}
      </Notice>
    </>
  )
}

function CustomerList() {
  const mayInvite = mayGive(useStanding(), 'customer')
  const [open, setOpen] = useState<'invite' | 'import'>()
  const { data, error, isPending, refetch } = useQuery(customersQuery)
  const reason = mayInvite ? null : 'Managers, administrators and owners invite customers'
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHeader
        title="Customers"
        lead={lead}
        actions={
          <>
            <Button reason={reason} onClick={() => setOpen('import')}>
              Import a CSV file
            </Button>
            <Button kind="primary" reason={reason} onClick={() => setOpen('invite')}>
              Invite a customer
            </Button>
          </>
        }
      />
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.length === 0 && (
        <FirstRun title="No customers yet">
          Invite the first, or import the list that you have: each gets a mail with a link that works once.
        </FirstRun>
      )}
      {data && data.length > 0 && <CustomerTable customers={data} />}
      <Invitations of="customers" />
      {open === 'invite' && <InviteCustomer onClose={close} />}
      {open === 'import' && <ImportCustomers onClose={close} />}
    </>
  )
}
