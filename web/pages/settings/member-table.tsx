import { useState } from 'react'
import { mayGive, refuseMemberChange, type Standing } from '../../../src/domain/access/rights.ts'
import { isMember, type MemberRole, memberRoles, parseRole } from '../../../src/domain/access/roles.ts'
import { accountQuery, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { type Person, refreshMembers } from '../../api/members.ts'
import { readChanged } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Cell, Table, wide } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { roleLabels, roleMeanings } from './roles.ts'

const reasons = {
  role_required: 'Your role does not handle this person',
  last_owner: 'A workspace keeps at least one owner: make somebody else owner first',
} as const

const head = [
  'Name',
  'Role',
  'Since',
  <span key="actions" className="sr-only">
    Actions
  </span>,
]

type Change = { person: Person; wanted: MemberRole | null }

/** Why a change cannot be made, by the very rule of the server; null when it can. */
function refusal(people: readonly Person[], by: Standing, { person, wanted }: Change): string | null {
  const owners = people.filter(({ role }) => role === 'owner').length
  const refused = refuseMemberChange({ by, held: parseRole(person.role), wanted, owners })
  return refused === null ? null : reasons[refused]
}

export function MemberTable({ people, by }: { people: readonly Person[]; by: Standing }) {
  const { id: self } = useAccount()
  const [change, setChange] = useState<Change>()
  return (
    <>
      <Table label="Members" head={head} wideColumns={[2]}>
        {people.map((person) => (
          <tr key={person.user_id}>
            <Cell>
              <span className="font-medium">{person.name}</span>{' '}
              {person.user_id === self && <Badge>you</Badge>}
              <p className="text-xs text-soft">{person.email}</p>
            </Cell>
            <Cell>
              <RoleChoice
                person={person}
                by={by}
                reason={(wanted) => refusal(people, by, { person, wanted })}
                onChoose={(wanted) => setChange({ person, wanted })}
              />
            </Cell>
            <Cell className={`whitespace-nowrap ${wide}`}>
              <Time at={person.created_at} />
            </Cell>
            <Cell className="text-right">
              <Button
                small
                kind="danger"
                reason={refusal(people, by, { person, wanted: null })}
                aria-label={`Remove ${person.name}`}
                onClick={() => setChange({ person, wanted: null })}
              >
                Remove
              </Button>
            </Cell>
          </tr>
        ))}
      </Table>
      {change && <ConfirmChange change={change} onClose={() => setChange(undefined)} />}
    </>
  )
}

interface RoleChoiceProps {
  person: Person
  by: Standing
  reason(wanted: MemberRole): string | null
  onChoose(wanted: MemberRole): void
}

/** A person's role. What cannot be given is not offered; why nothing can is said below. */
function RoleChoice({ person, by, reason, onChoose }: RoleChoiceProps) {
  const held = parseRole(person.role)
  const choices = memberRoles.filter((role) => role === held || (mayGive(by, role) && reason(role) === null))
  const others = choices.filter((role) => role !== held)
  const refused = others.length > 0 ? null : reason(held === 'staff' ? 'manager' : 'staff')
  return (
    <>
      <select
        aria-label={`Role of ${person.name}`}
        className="min-h-8 rounded-md border border-edge bg-raised px-2 disabled:opacity-60"
        value={person.role ?? ''}
        disabled={others.length === 0}
        title={refused ?? undefined}
        onChange={({ target }) => onChoose(target.value as MemberRole)}
      >
        {!isMember(held) && <option value={person.role ?? ''}>None</option>}
        {choices.map((role) => (
          <option key={role} value={role}>
            {roleLabels[role]}
          </option>
        ))}
      </select>
      {refused !== null && <p className="mt-1 max-w-52 sm:min-w-40 text-xs text-soft">{refused}</p>}
    </>
  )
}

/** Says what a change means before it is made. */
function ConfirmChange({ change: { person, wanted }, onClose }: { change: Change; onClose(): void }) {
  const path = `/workspace/members/${person.user_id}`
  const confirm = async () => {
    if (wanted === null) await api.delete(path)
    else await api.patch(path, { role: wanted })
    await refreshMembers()
    void readChanged(accountQuery.queryKey)
    toast(wanted === null ? `${person.name} is removed` : `${person.name} is ${roleLabels[wanted]} now`)
  }
  if (wanted === null)
    return (
      <Confirm open onClose={onClose} title={`Remove ${person.name}?`} action="Remove" onConfirm={confirm}>
        Their sessions show nothing of this workspace from the next request on, and their tokens end. Tenant
        keys that they made go on.
      </Confirm>
    )
  return (
    <Confirm
      open
      onClose={onClose}
      danger={false}
      title={`Make ${person.name} ${roleLabels[wanted]}?`}
      action="Change the role"
      onConfirm={confirm}
    >
      <p>From the next request on they may do this:</p>
      <p className="mt-1 font-medium text-ink">{roleMeanings[wanted]}</p>
    </Confirm>
  )
}
