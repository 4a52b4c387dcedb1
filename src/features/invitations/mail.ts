import { workspaceRole } from '../../domain/access/roles.ts'

export interface InvitationMail {
  workspaceName: string
  role: string
  /** Of the invited, when it is known. */
  name: string | null
  acceptUrl: string
}

/** Subject and text of the mail with an invitation's link. */
export function invitationMail({ workspaceName, role, name, acceptUrl }: InvitationMail) {
  const shown = workspaceRole(role)
  const as = shown === null ? 'as a customer' : `as a member (${shown})`
  const paragraphs = [
    `Hello${name === null ? '' : ` ${name}`},`,
    `${workspaceName} invites you ${as}. Accept here within seven days; the link works once:`,
    acceptUrl,
    'If you do not know what this is about, there is nothing to do.',
  ]
  return { subject: `Invitation to ${workspaceName}`, text: `${paragraphs.join('\n\n')}\n` }
}
