import type { EventFamily } from './catalogue.ts'

/** What people call each family of events. Apart from the catalogue, whose schemas no page has to load for it. */
export const eventFamilyTitles: Readonly<Record<EventFamily, string>> = {
  quote: 'Quotes',
  order: 'Orders',
  invoice: 'Invoices',
  ncr: 'Quality reports',
  message: 'Messages',
  security: 'Security',
  account: 'Account',
  webhook: 'Webhooks',
}

export const eventFamilies = Object.keys(eventFamilyTitles) as EventFamily[]
