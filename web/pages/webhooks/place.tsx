import { Link } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext } from 'react'
import { isStaff, useAccount } from '../../api/account.ts'
import { textLink } from '../auth/frame.tsx'

/** Of whose webhooks the pages tell: the workspace's, in Integrations, or one's own, in Developers. */
export type Place = 'integrations' | 'developers'

const PlaceContext = createContext<Place>('developers')
export const PlaceProvider = PlaceContext.Provider
export const usePlace = (): Place => useContext(PlaceContext)
/** Where the webhooks of who is signed in stand, on pages that both have. */
export const useOwnPlace = (): Place => (isStaff(useAccount()) ? 'integrations' : 'developers')

/** What the workspace's webhooks are, below the heading of their pages. */
export const shopsLead = 'Signed deliveries of the events of all your customers.'

const detail = {
  integrations: '/settings/integrations/webhooks/$webhookId',
  developers: '/developers/webhooks/$webhookId',
} as const
export const listPathOf = {
  integrations: '/settings/integrations/webhooks',
  developers: '/developers/webhooks',
} as const

export const useListPath = () => listPathOf[usePlace()]

export const WebhookLink = ({ id, children }: { id: string; children: ReactNode }) => (
  <Link to={detail[usePlace()]} params={{ webhookId: id }} className={`${textLink} break-all`}>
    {children}
  </Link>
)
