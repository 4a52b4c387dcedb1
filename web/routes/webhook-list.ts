import { readsAhead } from './root.tsx'
import { newIn, texts } from './search.ts'

export const webhooksPages = () => import('../pages/webhooks/webhooks.tsx')

const filterOf = (search: Record<string, unknown>) => texts(search, 'url', 'status', 'cursor')

/** What the routes of the two lists of webhooks have in common: one's own, and the workspace's. */
export const webhookList = {
  validateSearch: (search: Record<string, unknown>) => ({ ...filterOf(search), ...newIn(search) }),
  loader: readsAhead(webhooksPages, (pages, account, search: object) =>
    pages.readWebhooks(account, filterOf({ ...search })),
  ),
}
