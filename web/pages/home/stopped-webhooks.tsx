import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Webhook as Icon } from 'lucide-react'
import { gateOf, useAccount } from '../../api/account.ts'
import { type Webhook, webhooksQuery } from '../../api/webhooks.ts'
import { paths } from '../../paths.ts'
import { Badge } from '../../ui/panel.tsx'
import { textLink } from '../auth/frame.tsx'
import { reasonOf } from '../webhooks/status.tsx'
import { Card } from './board.tsx'

/** Not by a person's choice, nor by the plan's: events wait for a receiver that somebody has to look after. */
const isStopped = ({ disabled_reason }: Webhook): boolean =>
  disabled_reason === 'failures' || disabled_reason === 'gone'

/** Webhooks that stopped because of their receivers, for who may see the workspace's. */
export const StoppedWebhooks = () => gateOf(useAccount(), 'webhooks').answer === 'full' && <StoppedCard />

const StoppedCard = () => (
  <Card
    icon={Icon}
    title="Webhooks that stopped"
    query={useQuery(webhooksQuery({ status: 'disabled' }))}
    waits={isStopped}
    row={(webhook) => (
      <>
        <Link
          to="/settings/integrations/webhooks/$webhookId"
          params={{ webhookId: webhook.id }}
          title={webhook.url}
          className={`min-w-0 flex-1 basis-40 truncate ${textLink}`}
        >
          {webhook.description || webhook.url}
        </Link>
        <Badge tone="bad">{reasonOf(webhook)}</Badge>
      </>
    )}
    none="No receiver keeps events waiting."
    all={
      <Link to={paths.integrationWebhooks} className={textLink}>
        All webhooks
      </Link>
    }
  />
)
