import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mayGive, mayReadPeople, type Standing } from '../../../src/domain/access/rights.ts'
import { type MemberRole, memberRoles, parseRole } from '../../../src/domain/access/roles.ts'
import { isStaff, useAccount, useStanding } from '../../api/account.ts'
import { invitationsQuery, invite } from '../../api/invitations.ts'
import { membersQuery } from '../../api/members.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { InvitationLink } from '../../ui/invitation-link.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Invitations } from './invitations.tsx'
import { MemberTable } from './member-table.tsx'
import { roleLabels, roleMeanings } from './roles.ts'

export function UsersPage() {
  const by = useStanding()
  const [inviting, setInviting] = useState(false)
  const invitable = memberRoles.filter((role) => mayGive(by, role))
  const reason = invitable.length === 0 ? 'Administrators and owners invite members' : null
  return (
    <>
      <PageHeader
        title="Users"
        lead="The people of this workspace and what they may do."
        actions={
          <Button kind="primary" reason={reason} onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        }
      />
      <RoleHint />
      {mayReadPeople(by) ? (
        <Members by={by} />
      ) : (
        <>
          <NotForThem />
          <Roles />
        </>
      )}
      {inviting && <InviteDialog roles={invitable} onClose={() => setInviting(false)} />}
    </>
  )
}

/** In the place of the list, for whom the server does not give it to. */
const NotForThem = () =>
  isStaff(useAccount()) ? (
    <Notice title="For managers and administrators">
      Your workspace role does not show the list of members. Ask a manager or an administrator.
    </Notice>
  ) : (
    <Notice title="For the people of the shop">Customers do not see who works here.</Notice>
  )

function Members({ by }: { by: Standing }) {
  const { data, error, isPending, refetch } = useQuery(membersQuery)
  // Read together with the members: what comes later would move what stands below.
  const invitations = useQuery({ ...invitationsQuery, enabled: mayGive(by, 'customer') })
  if (isPending || invitations.isLoading) return <Skeleton />
  return (
    <>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && <MemberTable people={data.data} by={by} />}
      <Invitations of="members" />
      <Roles />
    </>
  )
}

/** Says so where the sign-in speaks of another role than the membership. */
function RoleHint() {
  const { role_hint, workspace } = useAccount()
  if (role_hint === null || role_hint === workspace.role) return null
  const held = parseRole(workspace.role)
  return (
    <div className="mb-4">
      <Notice tone="warn" title="Your role has changed since you signed in">
        You signed in as {role_hint}, and are {held ?? 'no member'} now. What you may do follows the
        membership; sign in again, and the pages will too.
      </Notice>
    </div>
  )
}

/** What each role may do, in one line each. */
const Roles = () => (
  <details className="mt-8 rounded-lg border border-line bg-raised px-5 py-4 text-sm">
    <summary className="cursor-pointer font-semibold">What the roles may do</summary>
    <dl className="mt-3 grid gap-3">
      {memberRoles.toReversed().map((role) => (
        <div key={role}>
          <dt className="font-medium">{roleLabels[role]}</dt>
          <dd className="text-soft">{roleMeanings[role]}</dd>
        </div>
      ))}
    </dl>
  </details>
)

function InviteDialog({ roles, onClose }: { roles: readonly MemberRole[]; onClose(): void }) {
  const [link, setLink] = useState<string>()
  const form = useForm({ email: '', role: roles.at(0) ?? 'staff' }, invite, setLink)
  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite somebody"
      lead="They get a mail with a link that works once."
    >
      {link === undefined ? (
        <form onSubmit={form.onSubmit} className="grid gap-4">
          <FormProblem error={form.error} />
          <TextField label="Email" type="email" required {...form.text('email')} />
          <SelectField
            label="Role"
            hint={roleMeanings[form.values.role]}
            options={roles.map((role) => [role, roleLabels[role]] as const)}
            {...form.text('role')}
          />
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" kind="primary" busy={form.busy}>
              Invite
            </Button>
          </DialogActions>
        </form>
      ) : (
        <InvitationLink url={link} onClose={onClose} />
      )}
    </Dialog>
  )
}
