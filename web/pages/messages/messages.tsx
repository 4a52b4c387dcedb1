import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { type Customer, customersQuery } from '../../api/customers.ts'
import { SelectField } from '../../ui/field.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'
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
  const maySeeCustomers = atLeast(parseRole(workspace.role), 'manager')
  return (
    <>
      <PageHeader title="Messages" lead="Threads with customers that concern no one project." />
      {maySeeCustomers ? (
        <ChooseCustomer chosen={customer_id} />
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

const label = ({ name, company, email }: Customer): string =>
  `${name}${company === '' ? '' : `, ${company}`} (${email})`

function ChooseCustomer({ chosen }: { chosen: number | undefined }) {
  const navigate = useNavigate()
  const { data, error, isPending, refetch } = useQuery(customersQuery)
  if (isPending) return <Skeleton rows={1} />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (data.length === 0)
    return (
      <FirstRun title="No customers yet">Each customer has a thread here once they have joined.</FirstRun>
    )
  return (
    <div className="max-w-xl">
      <SelectField
        label="Customer"
        options={[
          ['', 'Choose a customer'],
          ...data.map((one) => [String(one.user_id), label(one)] as const),
        ]}
        value={chosen === undefined ? '' : String(chosen)}
        onChange={({ target: { value } }) =>
          void navigate({ to: '/messages', search: value === '' ? {} : { customer_id: Number(value) } })
        }
      />
    </div>
  )
}
