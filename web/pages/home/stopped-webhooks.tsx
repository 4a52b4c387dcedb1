import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Webhook as Icon } from 'lucide-react'
import { gateOf, useAccount } from '../../api/account.ts'
import type { Page } from '../../api/client.ts'
import { type Webhook, webhooksQuery } from '../../api/webhooks.ts'
import { paths } from '../../paths.ts'
import { Badge } from '../../ui/panel.tsx'
import { quietLink } from '../auth/frame.tsx'
import { reasonOf } from '../webhooks/status.tsx'
import { Card } from './board.tsx'

/** Not by a person's choice, nor by the plan's: events wait for a receiver that somebody has to look after. */
const isStopped = ({ disabled_reason }: Webhook): boolean =>
  disabled_reason === 'failures' || disabled_reason === 'gone'

/** Webhooks that are off, for who may see the workspace's; null for others. */
export function useStoppedWebhooks(): UseQueryResult<Page<Webhook>> | null {
  const isFor = gateOf(useAccount(), 'webhooks').answer === 'full'
  const query = useQuery({ ...webhooksQuery({ status: 'disabled' }), enabled: isFor })
  return isFor ? query : null
}

/** Those of them that stopped because of their receivers. */
export const StoppedWebhooks = ({ query }: { query: UseQueryResult<Page<Webhook>> }) => (
  <Card
    icon={Icon}
    title="Webhooks that stopped"
    query={query}
    waits={isStopped}
    row={(webhook) => (
      <>
        <Link
          to="/settings/integrations/webhooks/$webhookId"
          params={{ webhookId: webhook.id }}
          title={webhook.url}
          className={`min-w-0 flex-1 basis-40 truncate ${quietLink}`}
        >
          {webhook.description || webhook.url}
        </Link>
        <Badge tone="bad">{reasonOf(webhook)}</Badge>
      </>
    )}
    none="No receiver keeps events waiting."
    all={
      <Link to={paths.integrationWebhooks} className={quietLink}>
        All webhooks
      </Link>
    }
  />
)
