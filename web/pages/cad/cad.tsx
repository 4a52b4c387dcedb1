import { useNavigate, useSearch } from '@tanstack/react-router'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { ChooseCustomer } from '../customers/choose-customer.tsx'
import { Library } from './library.tsx'

/** A customer's library; the shop reads that of the customer in the address. */
export function CadPage() {
  const account = useAccount()
  const { customer_id, folder, name } = useSearch({ from: '/inside/cad' })
  const navigate = useNavigate()
  if (!isStaff(account))
    return (
      <>
        <PageHeader
          title="CAD Cloud"
          lead="Your files, apart from any project. The same name again makes a new version."
        />
        <Library place={{ folder, name }} readOnly={false} />
      </>
    )
  return (
    <>
      <PageHeader title="CAD Cloud" lead="The libraries that customers keep." />
      {atLeast(parseRole(account.workspace.role), 'manager') ? (
        <ChooseCustomer
          chosen={customer_id}
          onChoose={(id) =>
            void navigate({ to: '/cad', search: id === undefined ? {} : { customer_id: id } })
          }
        />
      ) : (
        <Notice title="The list of customers is for managers and administrators">
          Open a library by a link to it.
        </Notice>
      )}
      {customer_id !== undefined && (
        <div className="mt-6">
          <Library key={customer_id} place={{ customerId: customer_id, folder, name }} readOnly />
        </div>
      )}
    </>
  )
}
