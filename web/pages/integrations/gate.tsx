import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import type { GateAnswer, Leaf } from '../../../src/domain/access/gate.ts'
import { gateOf, useAccount } from '../../api/account.ts'
import { guide, paths } from '../../paths.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { PageHeader, Panel } from '../../ui/panel.tsx'
import { textLink } from '../auth/frame.tsx'

const documentation = (
  <a href={guide} className={textLink}>
    Documentation
  </a>
)

const users = (
  <Link to={paths.users} className={textLink}>
    Settings → Users
  </Link>
)

const included = [
  'Connections with accounting, CRM, automation and chat',
  'Tenant API keys for your own systems',
  'Webhooks with the events of all customers, signed and retried',
] as const

function PlanGate() {
  const { workspace } = useAccount()
  const isOwner = workspace.role === 'owner'
  return (
    <Panel className="grid grid-cols-1 justify-items-start gap-4 p-6 sm:p-8">
      <h2 className="text-lg font-semibold">Integrations come with Enterprise</h2>
      <ul className="grid gap-1.5">
        {included.map((text) => (
          <li key={text} className="flex gap-2">
            <Check aria-hidden className="mt-1 size-4 shrink-0 text-good" />
            {text}
          </li>
        ))}
      </ul>
      <p className="max-w-xl text-soft">
        {workspace.name} is on <strong className="text-ink capitalize">{workspace.plan}</strong>.{' '}
        {isOwner
          ? 'What you set up before is kept, and goes on after the upgrade.'
          : 'The owner of the workspace changes the plan: ask them.'}
      </p>
      <div className="flex flex-wrap items-center gap-4">
        <ButtonLink kind={isOwner ? 'primary' : 'plain'} to={paths.subscription}>
          {isOwner ? 'Upgrade' : 'See the plans'}
        </ButtonLink>
        {documentation}
      </div>
    </Panel>
  )
}

const Refusal = ({ title, children }: { title: string; children: ReactNode }) => (
  <Panel className="grid justify-items-start gap-3 p-8">
    <h2 className="text-lg font-semibold">{title}</h2>
    <div className="max-w-xl text-soft">{children}</div>
  </Panel>
)

/** What stands in the place of a page that the gate keeps closed. */
export function GateNotice({ answer }: { answer: Exclude<GateAnswer, 'full'> }) {
  if (answer === 'plan-gate') return <PlanGate />
  if (answer === 'workspace-notice')
    return (
      <Refusal title="Not part of your workspace role">
        Integrations are for administrators and managers of the workspace. Ask an administrator to change your
        role in {users}.
      </Refusal>
    )
  if (answer === 'membership-notice')
    return (
      <Refusal title="Your membership gives no such role">
        You signed in with a role that your membership of this workspace does not give you now. Ask an
        administrator to change it in {users}, then sign in again.
      </Refusal>
    )
  return (
    <Refusal title="Administrators only">
      Workspace administrators manage the tenant API keys. Who they are stands in {users}.
    </Refusal>
  )
}

/** A page behind the Integrations gate: itself, or what the gate says instead. */
export function Gated({
  leaf,
  title,
  lead,
  children,
}: {
  leaf: Leaf
  title: string
  lead: string
  children: ReactNode
}) {
  const { answer } = gateOf(useAccount(), leaf)
  if (answer === 'full') return children
  return (
    <>
      <PageHeader title={title} lead={lead} />
      <GateNotice answer={answer} />
    </>
  )
}
