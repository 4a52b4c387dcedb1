import { isStaff, useAccount } from '../../api/account.ts'
import { PageHeader } from '../../ui/panel.tsx'
import { CustomerBoard } from './customer-board.tsx'
import { ShopBoard } from './shop-board.tsx'

const hour = (): number => new Date().getHours()

const greeting = (): string =>
  hour() < 12 ? 'Good morning' : hour() < 18 ? 'Good afternoon' : 'Good evening'

/** Where somebody lands after signing in: what waits for them. */
export function HomePage() {
  const account = useAccount()
  const staff = isStaff(account)
  return (
    <>
      <PageHeader
        title={staff ? 'Today' : 'Your work'}
        lead={`${greeting()}, ${account.name}. ${staff ? 'This waits for the shop.' : 'This is where your parts are.'}`}
      />
      {staff ? <ShopBoard /> : <CustomerBoard />}
    </>
  )
}
