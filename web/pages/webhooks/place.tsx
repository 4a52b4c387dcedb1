import { Link } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext } from 'react'
import { textLink } from '../auth/frame.tsx'

/** Of whose webhooks the pages tell: the workspace's, in Integrations, or one's own, in Developers. */
export type Place = 'integrations' | 'developers'

const PlaceContext = createContext<Place>('developers')
export const PlaceProvider = PlaceContext.Provider
export const usePlace = (): Place => useContext(PlaceContext)

const detail = {
  integrations: '/settings/integrations/webhooks/$webhookId',
  developers: '/developers/webhooks/$webhookId',
} as const
const list = { integrations: '/settings/integrations/webhooks', developers: '/developers/webhooks' } as const

export const useListPath = () => list[usePlace()]

export const WebhookLink = ({ id, children }: { id: string; children: ReactNode }) => (
  <Link to={detail[usePlace()]} params={{ webhookId: id }} className={`${textLink} break-all`}>
    {children}
  </Link>
)
