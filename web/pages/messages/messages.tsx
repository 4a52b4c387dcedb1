import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount } from '../../api/account.ts'
import { listQuery, messagesQuery } from '../../api/records.ts'
import { paths } from '../../paths.ts'
import { PageHeader, Panel } from '../../ui/panel.tsx'
import { NothingChosen } from '../../ui/states.tsx'
import { quietLink } from '../auth/frame.tsx'
import { ChooseCustomer } from '../customers/choose-customer.tsx'
import { Status } from '../records/labels.tsx'
import { ProjectLink } from '../records/links.tsx'
import { Conversation } from './conversation.tsx'
import { ThreadList } from './thread-list.tsx'
import { useReadThread } from './use-read-thread.ts'

/** Of a customer's projects, beside the general thread. */
const mostProjects = 8

export function MessagesPage() {
  const account = useAccount()
  return isStaff(account) ? <ShopMessages /> : <CustomerMessages shop={account.workspace.name} />
}

function CustomerMessages({ shop }: { shop: string }) {
  const { isPending } = useInfiniteQuery(messagesQuery({}))
  return (
    <>
      <PageHeader title="Messages" lead={`What concerns no one project. ${shop} reads and answers here.`} />
      <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <Conversation title="With the shop" place={{}} mayBeInternal={false} />
        {/* Below the thread on a phone: it would move when the thread comes. */}
        {!isPending && <OfProjects />}
      </div>
    </>
  )
}

/** The way to the threads that a customer's projects have of their own. */
function OfProjects() {
  const { data } = useQuery(listQuery('projects', {}))
  return (
    <Panel className="grid gap-3">
      <h2 className="font-semibold">Threads of projects</h2>
      <p className="text-sm text-soft">
        What concerns one project is written on its page, beside its files, quotes and orders.
      </p>
      {data && data.data.length > 0 && (
        <ul className="divide-y divide-line text-sm">
          {data.data.slice(0, mostProjects).map(({ id, name, status }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-2">
              <ProjectLink id={id} label={name} />
              <Status status={status} />
            </li>
          ))}
        </ul>
      )}
      <p className="text-sm">
        <Link to={paths.projects} className={quietLink}>
          All projects
        </Link>
      </p>
    </Panel>
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
        <div className="max-lg:order-last">
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
            <div className="max-lg:hidden">
              <NothingChosen icon={MessagesSquare} title="No thread is open">
                A general thread opens here. That of a project opens on its page, beside its files.
              </NothingChosen>
            </div>
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
