import { useNavigate, useSearch } from '@tanstack/react-router'
import { Box } from 'lucide-react'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { NothingChosen } from '../../ui/states.tsx'
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
          Your workspace role does not show it. A link to a library still opens it.
        </Notice>
      )}
      <div className="mt-6">
        {customer_id === undefined ? (
          <NothingChosen icon={Box} title="No library is open">
            Customers keep models and drawings here that belong to no one project yet, in folders and with
            every version. You can read and download a library; only its customer changes it.
          </NothingChosen>
        ) : (
          <Library key={customer_id} place={{ customerId: customer_id, folder, name }} readOnly />
        )}
      </div>
    </>
  )
}
