import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import {
  Blocks,
  BookUser,
  Box,
  ClipboardCheck,
  CreditCard,
  FileText,
  FlaskConical,
  FolderOpen,
  Inbox,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  Package,
  Receipt,
  ScrollText,
  ShieldCheck,
  User,
  Users,
  Webhook,
} from 'lucide-react'
import { type Account, gateOf, isStaff, signOut, useAccount } from '../api/account.ts'
import { type Path, paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { ThemePicker } from '../ui/theme-picker.tsx'

interface Entry {
  to: Path
  label: string
  icon: LucideIcon
}

interface Section {
  title: string
  entries: Entry[]
}

const work: Section = {
  title: 'Work',
  entries: [
    { to: paths.inbox, label: 'Inbox', icon: Inbox },
    { to: paths.projects, label: 'Projects', icon: FolderOpen },
    { to: paths.quotes, label: 'Quotes', icon: FileText },
    { to: paths.orders, label: 'Orders', icon: Package },
    { to: paths.invoices, label: 'Invoices', icon: Receipt },
    { to: paths.quality, label: 'Quality', icon: ClipboardCheck },
    { to: paths.messages, label: 'Messages', icon: MessagesSquare },
    { to: paths.cad, label: 'CAD Cloud', icon: Box },
  ],
}

const you: Section = {
  title: 'You',
  entries: [
    { to: paths.profile, label: 'Profile', icon: User },
    { to: paths.security, label: 'Security', icon: ShieldCheck },
  ],
}

const leafEntries = {
  connections: { to: paths.integrations, label: 'Connections', icon: Blocks },
  'api-keys': { to: paths.integrationKeys, label: 'API keys', icon: KeyRound },
  webhooks: { to: paths.integrationWebhooks, label: 'Webhooks', icon: Webhook },
} as const satisfies Record<string, Entry>

/** What a person's navigation lists. Integrations and its pages are for the gate to say. */
export function sectionsOf(account: Account): Section[] {
  const developers: Section = {
    title: 'Developers',
    entries: [
      { to: paths.developerTokens, label: 'Tokens', icon: KeyRound },
      { to: paths.playground, label: 'Playground', icon: FlaskConical },
    ],
  }
  if (!isStaff(account)) {
    developers.entries.splice(1, 0, { to: paths.developerWebhooks, label: 'Webhooks', icon: Webhook })
    return [work, developers, you]
  }
  const { navigation } = gateOf(account, 'hub')
  const integrations: Section = {
    title: 'Integrations',
    entries: navigation.leaves.flatMap((leaf) => (leaf === 'hub' ? [] : [leafEntries[leaf]])),
  }
  const workspace: Section = {
    title: 'Workspace',
    entries: [
      { to: paths.customers, label: 'Customers', icon: BookUser },
      { to: paths.users, label: 'Users', icon: Users },
      { to: paths.audit, label: 'Audit log', icon: ScrollText },
      { to: paths.subscription, label: 'Subscription', icon: CreditCard },
    ],
  }
  return [work, ...(navigation.integrations ? [integrations] : []), workspace, developers, you]
}

function Navigation({ account }: { account: Account }) {
  return (
    <nav aria-label="Main" className="grid grid-cols-1 gap-6">
      {sectionsOf(account).map(({ title, entries }) => (
        <div key={title}>
          <h2 className="mb-1.5 px-2.5 text-xs font-semibold text-soft">{title}</h2>
          <ul className="grid gap-0.5">
            {entries.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  className="flex min-h-8 items-center gap-2.5 rounded-md px-2.5 text-soft hover:bg-sunken hover:text-ink"
                  activeProps={{ className: 'bg-accent-soft !text-accent font-medium' }}
                >
                  <Icon aria-hidden className="size-4" />
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  const account = useAccount()
  const navigate = useNavigate()
  const leave = async () => {
    await signOut()
    await navigate({ to: paths.login })
  }
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_1fr]">
      <a
        href="#content"
        className="absolute -top-20 left-2 z-50 rounded bg-accent px-3 py-2 text-on-accent focus:top-2"
      >
        Skip to the content
      </a>
      <header className="flex flex-col gap-6 border-line bg-raised p-4 max-lg:border-b lg:sticky lg:top-0 lg:h-dvh lg:overflow-y-auto lg:border-r">
        <div className="px-2.5">
          <a href="/" className="font-semibold tracking-tight">
            Fabwire
          </a>
          <p className="truncate text-sm text-soft">{account.workspace.name}</p>
        </div>
        <Navigation account={account} />
        <div className="mt-auto grid grid-cols-1 gap-3 px-2.5">
          <ThemePicker />
          <div>
            <p className="truncate text-sm font-medium">{account.name}</p>
            <p className="truncate text-xs text-soft">{account.email}</p>
          </div>
          <Button small onClick={() => void leave()}>
            Sign out
          </Button>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-5xl p-4 outline-none sm:p-8">
        <Outlet />
      </main>
    </div>
  )
}
