import type { Principal } from '../../domain/access/principal.ts'
import { isMember } from '../../domain/access/roles.ts'

/** Whose inbox is read, and which events belong into it. */
export interface Reader {
  workspaceId: string
  /** Null for a tenant key: it reads the workspace's own copies of what all of the staff is told. */
  userId: number | null
  /** Customers see all of their events, members those about their own account; keys have the feed for events. */
  events: 'all' | 'security' | 'none'
}

export function readerOf(principal: Principal): Reader {
  const { workspaceId } = principal
  if (principal.kind === 'api_key') return { workspaceId, userId: null, events: 'none' }
  return { workspaceId, userId: principal.userId, events: isMember(principal.role) ? 'security' : 'all' }
}
