import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mayGive, mayHandle, type Standing } from '../../../src/domain/access/rights.ts'
import { isMember, type MemberRole, memberRoles, parseRole } from '../../../src/domain/access/roles.ts'
import { useStanding } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { membersQuery, type Person, refreshMembers } from '../../api/members.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { InvitationLink } from '../../ui/invitation-link.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'

const roleLabels: Readonly<Record<MemberRole, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  manager: 'Manager',
  staff: 'Staff',
}

export function UsersPage() {
  const by = useStanding()
  const [inviting, setInviting] = useState(false)
  const { data, error, isPending, refetch } = useQuery(membersQuery)
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
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && <MemberTable people={data.data} by={by} />}
      {inviting && <InviteDialog roles={invitable} onClose={() => setInviting(false)} />}
    </>
  )
}

function MemberTable({ people, by }: { people: readonly Person[]; by: Standing }) {
  const [removing, setRemoving] = useState<Person>()
  const { mutate, error } = useMutation({
    mutationFn: ({ id, role }: { id: number; role: string }) =>
      api.patch(`/workspace/members/${id}`, { role }),
    onSuccess: () => toast('Role changed'),
    onSettled: refreshMembers,
  })
  return (
    <>
      {error && <Failure error={error} />}
      <Table
        label="Members"
        head={[
          'Name',
          'Role',
          'Since',
          <span key="actions" className="sr-only">
            Actions
          </span>,
        ]}
      >
        {people.map((one) => {
          const held = parseRole(one.role)
          const mayChange = mayHandle(by, held)
          const choices = memberRoles.filter((role) => role === held || mayGive(by, role))
          return (
            <tr key={one.user_id}>
              <Cell>
                <span className="font-medium">{one.name}</span>
                <p className="text-xs text-soft">{one.email}</p>
              </Cell>
              <Cell>
                <select
                  aria-label={`Role of ${one.name}`}
                  className="min-h-8 rounded-md border border-edge bg-raised px-2 disabled:opacity-60"
                  value={one.role ?? ''}
                  disabled={!mayChange}
                  onChange={(event) => mutate({ id: one.user_id, role: event.target.value })}
                >
                  {!isMember(held) && <option value={one.role ?? ''}>None</option>}
                  {choices.map((role) => (
                    <option key={role} value={role}>
                      {roleLabels[role]}
                    </option>
                  ))}
                </select>
              </Cell>
              <Cell>
                <Time at={one.created_at} />
              </Cell>
              <Cell>
                <Button
                  small
                  kind="danger"
                  reason={mayChange ? null : 'Your role does not handle this person'}
                  aria-label={`Remove ${one.name}`}
                  onClick={() => setRemoving(one)}
                >
                  Remove
                </Button>
              </Cell>
            </tr>
          )
        })}
      </Table>
      <Confirm
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Remove ${removing?.name}?`}
        action="Remove"
        onConfirm={async () => {
          await api.delete(`/workspace/members/${removing?.user_id}`)
          await refreshMembers()
          toast('Removed')
        }}
      >
        Their sessions show nothing of this workspace from the next request on, and their tokens end. Tenant
        keys that they made go on.
      </Confirm>
    </>
  )
}

function InviteDialog({ roles, onClose }: { roles: readonly MemberRole[]; onClose(): void }) {
  const [link, setLink] = useState<string>()
  const form = useForm(
    { email: '', role: roles.at(0) ?? 'staff' },
    (values) => api.post<{ accept_url: string }>('/workspace/invitations', values),
    ({ accept_url }) => setLink(accept_url),
  )
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
