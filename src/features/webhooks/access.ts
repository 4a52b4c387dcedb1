/** Who may see webhooks and what goes through them (contract.md). */
export const reads = {
  kind: 'granted',
  scope: 'read:webhooks',
  key: ['api', 'admin'],
  users: { customer: true, member: 'manager' },
  gate: 'webhooks',
} as const

/** Who may change them, and what tests or repeats a delivery. */
export const writes = {
  kind: 'granted',
  scope: 'write:webhooks',
  key: ['admin'],
  users: { customer: true, member: 'manager' },
  gate: 'webhooks',
} as const
