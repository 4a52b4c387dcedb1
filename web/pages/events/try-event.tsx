import { Link } from '@tanstack/react-router'
import { gateOf, isStaff, useAccount } from '../../api/account.ts'
import type { EventType } from '../../api/webhooks.ts'
import { paths } from '../../paths.ts'
import { Code } from '../../ui/code.tsx'
import { textLink } from '../auth/frame.tsx'

const json = '-H "Content-Type: application/json"'

const testCall = (origin: string, credential: string): string =>
  `curl -X POST ${origin}/api/webhooks/$WEBHOOK_ID/test -H "${credential}"`

const publishCall = (origin: string, { name, example }: EventType): string => {
  const body = JSON.stringify(
    { type: name, user_id: example.user_id, is_test: true, data: example.data },
    null,
    2,
  )
  return `curl -X POST ${origin}/api/events \\\n  -H "X-API-Key: $FABWIRE_KEY" ${json} \\\n  -d '${body.replaceAll("'", '’')}'`
}

/** Where somebody's own webhooks stand: the workspace's for those who manage it, else the person's. */
function useWebhooksPath() {
  const account = useAccount()
  return isStaff(account) ? paths.integrationWebhooks : paths.developerWebhooks
}

/** How to get one of these events to look at: a test delivery, or for the shop one that it publishes itself. */
export function TryEvent({ type }: { type: EventType }) {
  const account = useAccount()
  const webhooks = useWebhooksPath()
  const { origin } = window.location
  const publishes = type.publishable && gateOf(account, 'webhooks').answer === 'full'
  const credential = isStaff(account) ? 'X-API-Key: $FABWIRE_KEY' : 'Authorization: Bearer $FABWIRE_TOKEN'
  return (
    <div className="grid grid-cols-1 gap-3">
      <p className="text-sm text-soft">
        To see a delivery arrive, send yourself a test: open one of your{' '}
        <Link to={webhooks} className={textLink}>
          webhooks
        </Link>{' '}
        and choose <em>Send test event</em>. It is a <code className="font-mono">webhook.test</code>, signed
        and retried like any other.
      </p>
      {publishes ? (
        <Code title="Publish one as a test" of={type.name} text={publishCall(origin, type)} />
      ) : (
        <Code title="Send a test" of={type.name} text={testCall(origin, credential)} />
      )}
    </div>
  )
}
