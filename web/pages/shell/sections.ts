import {
  Blocks,
  BookUser,
  Box,
  Building2,
  ChartColumn,
  ClipboardCheck,
  CreditCard,
  FileText,
  FlaskConical,
  FolderOpen,
  House,
  Inbox,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  Package,
  Radio,
  Receipt,
  ScrollText,
  Send,
  ShieldCheck,
  User,
  Users,
  Webhook,
} from 'lucide-react'
import { type Account, gateOf, isStaff } from '../../api/account.ts'
import { type Path, paths } from '../../paths.ts'

export interface Entry {
  to: Path
  label: string
  icon: LucideIcon
}

export interface Section {
  title: string
  entries: Entry[]
}

const work: Section = {
  title: 'Work',
  entries: [
    { to: paths.home, label: 'Home', icon: House },
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

/** One's own pages: not in the navigation but in the account menu. */
export const you: Section = {
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
      { to: paths.developers, label: 'Overview', icon: ChartColumn },
      { to: paths.developerTokens, label: 'Tokens', icon: KeyRound },
      { to: paths.events, label: 'Events', icon: Radio },
      { to: paths.playground, label: 'Playground', icon: FlaskConical },
    ],
  }
  if (!isStaff(account)) {
    developers.entries.splice(
      2,
      0,
      { to: paths.developerWebhooks, label: 'Webhooks', icon: Webhook },
      { to: paths.deliveries, label: 'Deliveries', icon: Send },
    )
    return [work, developers, you]
  }
  const { navigation } = gateOf(account, 'hub')
  if (gateOf(account, 'webhooks').answer === 'full')
    developers.entries.splice(2, 0, { to: paths.deliveries, label: 'Deliveries', icon: Send })
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
      { to: paths.organization, label: 'Workspace settings', icon: Building2 },
      { to: paths.subscription, label: 'Subscription', icon: CreditCard },
    ],
  }
  return [work, ...(navigation.integrations ? [integrations] : []), workspace, developers, you]
}
