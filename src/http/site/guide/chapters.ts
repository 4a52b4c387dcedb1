/** The chapters, in the order in which they are read. The text of each is `docs/guide/<file>.md`. */
export const chapters = [
  { path: '/docs', file: 'overview', label: 'Overview' },
  { path: '/docs/authentication', file: 'authentication', label: 'Authentication' },
  { path: '/docs/scopes', file: 'scopes', label: 'Scopes' },
  { path: '/docs/requests', file: 'requests', label: 'Requests and answers' },
  { path: '/docs/events', file: 'events', label: 'Events' },
  { path: '/docs/webhooks', file: 'webhooks', label: 'Webhooks' },
  { path: '/docs/deliveries', file: 'deliveries', label: 'Deliveries and the feed' },
] as const

export type GuideChapter = (typeof chapters)[number]

/** What belongs to the guide and has pages of its own. */
export const besides = [
  { path: '/docs/api', label: 'API reference' },
  { path: '/docs/errors', label: 'Error codes' },
] as const
