import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mayGive } from '../../../src/domain/access/rights.ts'
import { parseRole } from '../../../src/domain/access/roles.ts'
import { useStanding } from '../../api/account.ts'
import { type Invitation, invitationsQuery, inviteAnew, withdrawInvitation } from '../../api/invitations.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { InvitationLink } from '../../ui/invitation-link.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'

const statuses = {
  open: ['accent', 'waits'],
  expired: ['warn', 'expired'],
  void: ['bad', 'void: who invited may not give this role any more'],
} as const satisfies Record<Invitation['status'], readonly [string, string]>

const head = [
  'Invited',
  'Role',
  'State',
  'By',
  <span key="actions" className="sr-only">
    Actions
  </span>,
]

/** Who was invited and has not come yet; nothing where nobody was. For those who may invite. */
export function Invitations({ of }: { of: 'members' | 'customers' }) {
  const by = useStanding()
  const mayList = mayGive(by, 'customer')
  const { data, error } = useQuery({ ...invitationsQuery, enabled: mayList })
  const [withdrawing, setWithdrawing] = useState<Invitation>()
  const [link, setLink] = useState<string>()
  const again = useMutation({ mutationFn: inviteAnew, onSuccess: setLink })
  const shown = data?.filter(({ role }) => (role === 'customer') === (of === 'customers')) ?? []
  if (error) return <Failure error={error} />
  if (shown.length === 0) return null
  return (
    <div className="mt-8 grid grid-cols-1 gap-3">
      <h2 className="text-lg font-semibold">Invitations</h2>
      {again.error && <Failure error={again.error} />}
      <Table label="Invitations" head={head}>
        {shown.map((one) => (
          <InvitationRow
            key={one.id}
            invitation={one}
            reason={
              mayGive(by, parseRole(one.role) ?? 'owner') ? null : 'Your role does not invite to this one'
            }
            busy={again.isPending}
            onAgain={() => again.mutate(one)}
            onWithdraw={() => setWithdrawing(one)}
          />
        ))}
      </Table>
      <Confirm
        open={withdrawing !== undefined}
        onClose={() => setWithdrawing(undefined)}
        title={`Withdraw the invitation of ${withdrawing?.email}?`}
        action="Withdraw"
        onConfirm={async () => {
          await withdrawInvitation(withdrawing?.id ?? '')
          toast('Invitation withdrawn')
        }}
      >
        The link in the mail does not work any more.
      </Confirm>
      {link !== undefined && (
        <Dialog open onClose={() => setLink(undefined)} title="Invited anew" lead="The link before is dead.">
          <InvitationLink url={link} onClose={() => setLink(undefined)} />
        </Dialog>
      )}
    </div>
  )
}

interface RowProps {
  invitation: Invitation
  reason: string | null
  busy: boolean
  onAgain(): void
  onWithdraw(): void
}

function InvitationRow({ invitation, reason, busy, onAgain, onWithdraw }: RowProps) {
  const { email, name, role, status, invited_by, expires_at } = invitation
  const [tone, word] = statuses[status]
  return (
    <tr>
      <Cell>
        <span className="font-medium">{email}</span>
        {name && <p className="text-xs text-soft">{name}</p>}
      </Cell>
      <Cell className="capitalize">{role}</Cell>
      <Cell>
        <Badge tone={tone}>{word}</Badge>
        <p className="text-xs whitespace-nowrap text-soft">
          {status === 'expired' ? 'since ' : 'expires '}
          <Time at={expires_at} />
        </p>
      </Cell>
      <Cell>{invited_by.name ?? '—'}</Cell>
      <Cell>
        <div className="flex justify-end gap-2">
          <Button small reason={reason} busy={busy} aria-label={`Send ${email} a new link`} onClick={onAgain}>
            New link
          </Button>
          <Button
            small
            kind="danger"
            reason={reason}
            aria-label={`Withdraw the invitation of ${email}`}
            onClick={onWithdraw}
          >
            Withdraw
          </Button>
        </div>
      </Cell>
    </tr>
  )
}
