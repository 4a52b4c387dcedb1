import { useNavigate, useSearch } from '@tanstack/react-router'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { ChooseCustomer } from '../customers/choose-customer.tsx'
import { Conversation } from './conversation.tsx'

export function MessagesPage() {
  const account = useAccount()
  if (isStaff(account)) return <ShopMessages />
  return (
    <>
      <PageHeader
        title="Messages"
        lead={`What concerns no one project. ${account.workspace.name} reads and answers here.`}
      />
      <Conversation title="With the shop" place={{}} mayBeInternal={false} />
    </>
  )
}

/** Whose thread is open stands in the address. */
function ShopMessages() {
  const { workspace } = useAccount()
  const { customer_id } = useSearch({ from: '/inside/messages' })
  const navigate = useNavigate()
  const maySeeCustomers = atLeast(parseRole(workspace.role), 'manager')
  return (
    <>
      <PageHeader title="Messages" lead="Threads with customers that concern no one project." />
      {maySeeCustomers ? (
        <ChooseCustomer
          chosen={customer_id}
          onChoose={(id) =>
            void navigate({ to: '/messages', search: id === undefined ? {} : { customer_id: id } })
          }
        />
      ) : (
        <Notice title="The list of customers is for managers and administrators">
          Follow a message in the Inbox to the thread that it stands in.
        </Notice>
      )}
      {customer_id !== undefined && (
        <div className="mt-6">
          <Conversation
            key={customer_id}
            title="With the customer"
            place={{ customerId: customer_id }}
            mayBeInternal={false}
          />
        </div>
      )}
    </>
  )
}
