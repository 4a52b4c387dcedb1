import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Plan, plans } from '../../../src/domain/access/plans.ts'
import { accountQuery, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'

const offers: Readonly<Record<Plan, string>> = {
  free: 'Projects, quotes, orders and invoices. Customers have tokens and webhooks of their own.',
  standard: 'The same, for a growing shop.',
  pro: 'The same, for a shop with many people.',
  enterprise: 'Everything, with native connections, tenant API keys and workspace webhooks.',
}

const setPlan = async (plan: Plan): Promise<void> => {
  await api.patch('/workspace', { plan })
  await queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
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
      <PageHeader title="Subscription" lead={`The plan of ${workspace.name}. ${notOwner ?? ''}`} />
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
      <Confirm
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Change to ${leaving}?`}
        action="Change plan"
        onConfirm={() => setPlan(leaving ?? 'free')}
      >
        Tenant API keys are refused and workspace webhooks are disabled until you come back to Enterprise.
        Nothing is deleted: deliveries are held meanwhile.
      </Confirm>
    </>
  )
}
