import { useNavigate, useSearch } from '@tanstack/react-router'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { PageHeader } from '../../ui/panel.tsx'
import { ChooseCustomer } from '../customers/choose-customer.tsx'
import { Conversation } from './conversation.tsx'
import { ThreadList } from './thread-list.tsx'
import { useReadThread } from './use-read-thread.ts'

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

/** Whose general thread is open stands in the address. */
function ShopMessages() {
  const { workspace } = useAccount()
  const { customer_id } = useSearch({ from: '/inside/messages' })
  const navigate = useNavigate()
  const maySeeCustomers = atLeast(parseRole(workspace.role), 'manager')
  return (
    <>
      <PageHeader title="Messages" lead="All threads with customers, the latest first." />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <div className={customer_id === undefined ? '' : 'max-lg:order-last'}>
          <ThreadList chosen={customer_id} />
        </div>
        <div className="grid grid-cols-1 gap-6">
          {maySeeCustomers && (
            <ChooseCustomer
              chosen={customer_id}
              onChoose={(id) =>
                void navigate({ to: '/messages', search: id === undefined ? {} : { customer_id: id } })
              }
            />
          )}
          {customer_id === undefined ? (
            <p className="text-soft max-lg:hidden">
              Choose a general thread to read it here. Threads of projects open on the project’s page.
            </p>
          ) : (
            <GeneralThread key={customer_id} customerId={customer_id} />
          )}
        </div>
      </div>
    </>
  )
}

function GeneralThread({ customerId }: { customerId: number }) {
  useReadThread({ customerId })
  return <Conversation title="With the customer" place={{ customerId }} mayBeInternal={false} />
}
