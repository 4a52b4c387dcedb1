import { queryOptions } from '@tanstack/react-query'
import type { InvitationAnswer } from '../../src/contract/invitations.ts'
import { api, readAll } from './client.ts'
import { readChanged } from './query.ts'

export type Invitation = InvitationAnswer

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () => readAll<Invitation>('/workspace/invitations'),
})

export const refreshInvitations = () => readChanged(invitationsQuery.queryKey)

/** Invites to a role. The link in the answer is shown once, and kept by nothing else. */
export async function invite(wanted: { email: string; name?: string | null; role: string }): Promise<string> {
  const { email, name, role } = wanted
  const { accept_url } = await (role === 'customer'
    ? api.post<{ accept_url: string }>('/workspace/customers', { email, name: name ?? email })
    : api.post<{ accept_url: string }>('/workspace/invitations', { email, role }))
  await refreshInvitations()
  return accept_url
}

export async function withdrawInvitation(id: string): Promise<void> {
  await api.delete(`/workspace/invitations/${id}`)
  await refreshInvitations()
}

/** A new link by a new mail; the one before is dead. */
export async function inviteAnew(invitation: Invitation): Promise<string> {
  const url = await invite(invitation)
  await withdrawInvitation(invitation.id)
  return url
}
