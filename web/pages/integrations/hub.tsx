import { BookOpen, KeyRound, type LucideIcon, Webhook } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type ConnectorKind, connectors } from '../../../src/domain/connectors.ts'
import { gateOf, useAccount } from '../../api/account.ts'
import { apiReference, guide, paths } from '../../paths.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Gated } from './gate.tsx'

const title = 'Connections'
const lead = 'Connect the shop with accounting, CRM, automation and chat, or build on its API.'

const kinds: Readonly<Record<ConnectorKind, string>> = {
  accounting: 'Accounting',
  crm: 'CRM',
  automation: 'Automation',
  chat: 'Chat',
}

function ConnectorCard({ name, kind, summary }: (typeof connectors)[number]) {
  return (
    <Panel className="grid content-start gap-2">
      <div className="flex items-start justify-between gap-3">
        <h3 className="font-semibold">{name}</h3>
        <Badge>{kinds[kind]}</Badge>
      </div>
      <p className="text-sm text-soft">{summary}</p>
      <p className="mt-1 text-sm text-warn">
        This server cannot connect it yet. Until it can, use an API key and a webhook.
      </p>
    </Panel>
  )
}

function ToolCard({
  icon: Icon,
  name,
  children,
  action,
}: {
  icon: LucideIcon
  name: string
  children: ReactNode
  action: ReactNode
}) {
  return (
    <Panel className="grid content-start justify-items-start gap-2">
      <Icon aria-hidden className="size-5 text-accent" />
      <h3 className="font-semibold">{name}</h3>
      <p className="text-sm text-soft">{children}</p>
      <div className="mt-2">{action}</div>
    </Panel>
  )
}

function DeveloperTools() {
  const mayManageKeys = gateOf(useAccount(), 'api-keys').answer === 'full'
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <ToolCard
        icon={KeyRound}
        name="Tenant API keys"
        action={
          mayManageKeys && (
            <ButtonLink small to={paths.integrationKeys}>
              Manage keys
            </ButtonLink>
          )
        }
      >
        {mayManageKeys
          ? 'Secrets with which your ERP calls the API for the whole workspace.'
          : 'Workspace administrators manage the keys with which an ERP calls the API.'}
      </ToolCard>
      <ToolCard
        icon={Webhook}
        name="Webhooks"
        action={
          <ButtonLink small to={paths.integrationWebhooks}>
            Manage webhooks
          </ButtonLink>
        }
      >
        Signed deliveries of every event of your customers, with a log of each attempt.
      </ToolCard>
      <ToolCard
        icon={BookOpen}
        name="Documentation"
        action={
          <span className="flex flex-wrap gap-x-4 gap-y-1">
            <a className="text-accent underline underline-offset-2" href={guide}>
              Developer guide
            </a>
            <a className="text-accent underline underline-offset-2" href={apiReference}>
              API reference
            </a>
          </span>
        }
      >
        From the first call to verified webhooks; every route, and a page for every error.
      </ToolCard>
    </div>
  )
}

/** Which kind of connection is looked for. */
const KindFilter = ({
  kind,
  onKind,
}: {
  kind: ConnectorKind | 'all'
  onKind(kind: ConnectorKind | 'all'): void
}) => (
  <fieldset className="mb-4 flex flex-wrap gap-2">
    <legend className="sr-only">Kind of connection</legend>
    {(['all', ...Object.keys(kinds)] as (ConnectorKind | 'all')[]).map((one) => (
      <Button
        key={one}
        small
        kind={one === kind ? 'primary' : 'plain'}
        aria-pressed={one === kind}
        onClick={() => onKind(one)}
      >
        {one === 'all' ? 'All' : kinds[one]}
      </Button>
    ))}
  </fieldset>
)

export function HubPage() {
  const [kind, setKind] = useState<ConnectorKind | 'all'>('all')
  const shown = connectors.filter((one) => kind === 'all' || one.kind === kind)
  return (
    <Gated leaf="connections" title={title} lead={lead}>
      <PageHeader title={title} lead={lead} />
      <section aria-labelledby="native" className="mb-10">
        <h2 id="native" className="mb-3 text-lg font-semibold">
          Native integrations
        </h2>
        <KindFilter kind={kind} onKind={setKind} />
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {shown.map((connector) => (
            <ConnectorCard key={connector.id} {...connector} />
          ))}
        </div>
      </section>
      <section aria-labelledby="tools">
        <h2 id="tools" className="mb-3 text-lg font-semibold">
          Developer tools
        </h2>
        <DeveloperTools />
      </section>
    </Gated>
  )
}
