import { useMutation } from '@tanstack/react-query'
import { Check, Minus } from 'lucide-react'
import { useState } from 'react'
import { type Plan, planAllowsIntegrations, plans } from '../../../src/domain/access/plans.ts'
import { accountQuery, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { readChanged } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { toast } from '../../ui/toasts.tsx'

const offers: Readonly<Record<Plan, string>> = {
  free: 'Projects, quotes, orders and invoices. Customers have tokens and webhooks of their own.',
  standard: 'The same, for a growing shop.',
  pro: 'The same, for a shop with many people.',
  enterprise: 'Everything, with native connections, tenant API keys and workspace webhooks.',
}

const all: readonly Plan[] = plans
const withIntegrations = plans.filter(planAllowsIntegrations)

/** What a plan opens (product.md, "Plans and gates"). */
const features: readonly (readonly [feature: string, plans: readonly Plan[]])[] = [
  ['Projects, quotes, orders, shipments, invoices, quality reports', all],
  ['Customers with tokens and webhooks of their own', all],
  ['CAD Cloud and messages', all],
  ['Members with roles, and the audit log', all],
  ['Native connections', withIntegrations],
  ['Tenant API keys', withIntegrations],
  ['Workspace webhooks', withIntegrations],
]

function Compared({ current }: { current: Plan }) {
  return (
    <section aria-labelledby="compared" className="mt-8">
      <h2 id="compared" className="mb-3 text-lg font-semibold">
        What each opens
      </h2>
      <Table
        label="Plans compared"
        head={['Feature', ...plans.map((plan) => <PlanHead key={plan} plan={plan} current={current} />)]}
      >
        {features.map(([feature, opened]) => (
          <tr key={feature}>
            <Cell className="min-w-56">{feature}</Cell>
            {plans.map((plan) => (
              <Cell key={plan}>
                {opened.includes(plan) ? (
                  <Check role="img" aria-label="Yes" className="size-4 text-good" />
                ) : (
                  <Minus role="img" aria-label="No" className="size-4 text-soft" />
                )}
              </Cell>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  )
}

const PlanHead = ({ plan, current }: { plan: Plan; current: Plan }) => (
  <span className={plan === current ? 'text-accent capitalize' : 'capitalize'}>{plan}</span>
)

const setPlan = async (plan: Plan): Promise<void> => {
  await api.patch('/workspace', { plan })
  await readChanged(accountQuery.queryKey)
  toast(`The plan is now ${plan}`)
}

export function SubscriptionPage() {
  const { workspace } = useAccount()
  const [leaving, setLeaving] = useState<Plan>()
  const { mutate, error, isPending, variables } = useMutation({ mutationFn: setPlan })
  const notOwner = workspace.role === 'owner' ? null : 'Only the owner of the workspace changes the plan'
  const choose = (plan: Plan) => (workspace.plan === 'enterprise' ? setLeaving(plan) : mutate(plan))
  return (
    <>
      <PageHeader
        title="Subscription"
        lead={`The plan of ${workspace.name}.${notOwner === null ? '' : ` ${notOwner}.`}`}
      />
      {error && <Failure error={error} />}
      <ul className="grid gap-4 sm:grid-cols-2">
        {plans.map((plan) => (
          <li key={plan}>
            <Panel className="grid h-full content-between gap-4">
              <div>
                <div className="flex items-center justify-between">
                  <h2 className="font-semibold capitalize">{plan}</h2>
                  {plan === workspace.plan && <Badge tone="accent">Current plan</Badge>}
                </div>
                <p className="mt-1 text-sm text-soft">{offers[plan]}</p>
              </div>
              {plan !== workspace.plan && (
                <div>
                  <Button
                    reason={notOwner}
                    kind={plan === 'enterprise' ? 'primary' : 'plain'}
                    busy={isPending && variables === plan}
                    aria-label={`Change to ${plan}`}
                    onClick={() => choose(plan)}
                  >
                    Change
                  </Button>
                </div>
              )}
            </Panel>
          </li>
        ))}
      </ul>
      <Compared current={workspace.plan} />
      <Confirm
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Change to ${leaving}?`}
        action="Change plan"
        onConfirm={() => setPlan(leaving ?? 'free')}
      >
        <ul className="grid list-disc gap-1 pl-5">
          <li>Tenant API keys are refused from the next request on.</li>
          <li>
            Workspace webhooks are disabled. What happens meanwhile is held for them, and nothing is lost.
          </li>
          <li>Back on Enterprise, keys work again, and exactly these webhooks resume with what was held.</li>
          <li>What customers have, their tokens and webhooks, goes on.</li>
        </ul>
      </Confirm>
    </>
  )
}
