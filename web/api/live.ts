import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { DeliveryChange, InboxChange } from '../../src/contract/stream.ts'
import { type Account, accountQuery, useAccount, webhooksAnswer } from './account.ts'
import type { Listener, LiveState } from './live/connection.ts'
import { liveConnection, onLiveSessionChange, unlessLive } from './live/tab.ts'
import { queryClient } from './query.ts'

export type { DeliveryChange, InboxChange, LiveState }
export { unlessLive }

onLiveSessionChange(() => void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey }))

/** Who may have the stream, by the rule of its route; others ask by turns. */
export const mayStream = (account: Account): boolean => webhooksAnswer(account) === 'full'

/** How the stream of this tab stands. */
export const useLiveState = (): LiveState =>
  useSyncExternalStore(liveConnection.watch, () => liveConnection.state)

function useListener(listener: Listener): void {
  const isAllowed = mayStream(useAccount())
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => {
    if (!isAllowed) return
    return liveConnection.listen({
      delivery: (change) => latest.current.delivery?.(change),
      inbox: (change) => latest.current.inbox?.(change),
      missed: () => latest.current.missed?.(),
    })
  }, [isAllowed])
}

const readAgain = (queryKey: readonly string[]) => () => void queryClient.invalidateQueries({ queryKey })
const readWebhooksAgain = readAgain(['webhooks'])
const readInboxAgain = readAgain(['records', 'inbox'])

/**
 * Hears of each delivery of the reader's webhooks as an attempt at it ends, while the page is shown. Changes can be
 * missed (too many at once, a broken line): then `missed` is called, which by default reads again what is shown of
 * webhooks and deliveries.
 */
export function useLiveDeliveries(
  handler: (change: DeliveryChange) => void,
  missed: () => void = readWebhooksAgain,
): void {
  useListener({ delivery: handler, missed })
}

/** Hears when the reader's inbox changes: its newest item, and how many are unread. `missed` as above. */
export function useLiveInbox(handler: (change: InboxChange) => void, missed = readInboxAgain): void {
  useListener({ inbox: handler, missed })
}
