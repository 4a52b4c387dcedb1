import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type ApiKey,
  createKey,
  type KeyFilter,
  keysQuery,
  readAllKeys,
  refreshKeys,
} from '../../api/keys.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { EmptyAfterFilter, TableSkeleton } from '../../ui/list-states.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Badge, PageHeader } from '../../ui/panel.tsx'
import { SearchAndStatus } from '../../ui/search-and-status.tsx'
import { SecretReveal } from '../../ui/secret-reveal.tsx'
import { SelectBox, SelectionBar, SelectPage } from '../../ui/selection-bar.tsx'
import { Failure, FirstRun, FormProblem } from '../../ui/states.tsx'
import { Cell, Table, wide } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { useAddress, useCreating } from '../../ui/use-address.ts'
import { useForm } from '../../ui/use-form.ts'
import { useSelection } from '../../ui/use-selection.ts'
import { quietLink } from '../auth/frame.tsx'
import { Expiry } from './expiry.tsx'
import { Gated } from './gate.tsx'
import { KeyFields, type KeyValues } from './key-form.tsx'
import { Prefix } from './prefix.tsx'
import { RevokeDialog } from './revoke-keys.tsx'

const title = 'API keys'
const lead = 'Tenant keys with which your own systems call the API for the whole workspace.'

const statuses = [
  ['', 'Any status'],
  ['active', 'Active'],
  ['expired', 'Expired'],
] as const

export const KeysPage = () => (
  <Gated leaf="api-keys" title={title} lead={lead}>
    <Keys />
  </Gated>
)

function Keys() {
  const [{ name, status, cursor }, change] = useAddress<KeyFilter>()
  const filter = { name, status, cursor }
  const [creating, setCreating] = useCreating()
  const [secret, setSecret] = useState<string>()
  const create = (
    <Button kind="primary" onClick={() => setCreating(true)}>
      Generate API key
    </Button>
  )
  return (
    <>
      <PageHeader title={title} lead={lead} actions={create} />
      <SearchAndStatus
        label="Name contains"
        search={filter.name}
        status={filter.status}
        statuses={statuses}
        onSearch={(text) => change({ name: text, cursor: undefined }, { replace: true })}
        onStatus={(next) => change({ status: next, cursor: undefined })}
      />
      <KeyList key={`${name} ${status}`} filter={filter} onFilter={change} create={create} />
      <CreateDialog open={creating} onClose={() => setCreating(false)} onCreated={setSecret} />
      <SecretReveal
        secret={secret}
        title="Your new API key"
        lead="Send it as the header X-API-Key. This is the only time it is shown."
        onClose={() => {
          setSecret(undefined)
          void refreshKeys()
        }}
      />
    </>
  )
}

interface KeyListProps {
  filter: KeyFilter
  onFilter(members: KeyFilter): void
  create: React.ReactNode
}

function KeyList({ filter, onFilter, create }: KeyListProps) {
  const { data, error, isPending, refetch } = useQuery(keysQuery(filter))
  const selection = useSelection<ApiKey>(data?.data ?? [])
  const [revoking, setRevoking] = useState<readonly ApiKey[]>([])
  if (isPending) return <TableSkeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (data.data.length === 0)
    return filter.name || filter.status ? (
      <EmptyAfterFilter onClear={() => onFilter({ name: undefined, status: undefined, cursor: undefined })} />
    ) : (
      <FirstRun title="No keys yet" action={create}>
        A key lets your ERP read and write the workspace’s records and publish events. It works from the
        moment it is made, until it is revoked or expires.
      </FirstRun>
    )
  return (
    <>
      <SelectionBar
        selection={selection}
        hasMore={data.next_cursor !== null || filter.cursor !== undefined}
        readAll={() => readAllKeys(filter)}
      >
        <Button small kind="danger" onClick={() => setRevoking(selection.chosen)}>
          Revoke selected
        </Button>
      </SelectionBar>
      <Table
        label="API keys"
        head={[
          <SelectPage key="select" selection={selection} />,
          'Name',
          'Prefix',
          'Environment',
          'Scopes',
          'Status',
          'Expires',
          'Last used',
          <span key="actions" className="sr-only">
            Actions
          </span>,
        ]}
        wideColumns={[2, 3, 4, 6, 7]}
      >
        {data.data.map((key) => (
          <tr key={key.id}>
            <Cell>
              <SelectBox row={key} name={key.name} selection={selection} />
            </Cell>
            <Cell>
              <Link to="/settings/integrations/api/$keyId" params={{ keyId: key.id }} className={quietLink}>
                {key.name}
              </Link>
              <p className="text-xs text-soft">by {key.created_by.name}</p>
            </Cell>
            <Cell className={wide}>
              <Prefix prefix={key.prefix} of={key.name} />
            </Cell>
            <Cell className={`capitalize ${wide}`}>{key.environment}</Cell>
            <Cell className={wide}>{key.scopes.join(', ')}</Cell>
            <Cell>
              <Badge tone={key.status === 'active' ? 'good' : 'warn'}>{key.status}</Badge>
            </Cell>
            <Cell className={`whitespace-nowrap ${wide}`}>
              <Expiry at={key.expires_at} />
            </Cell>
            <Cell className={`whitespace-nowrap ${wide}`}>
              <Time at={key.last_used_at} />
            </Cell>
            <Cell>
              <Button
                small
                kind="danger"
                aria-label={`Revoke ${key.name}`}
                onClick={() => setRevoking([key])}
              >
                Revoke
              </Button>
            </Cell>
          </tr>
        ))}
      </Table>
      <Pager cursor={filter.cursor} next={data.next_cursor} onPage={(cursor) => onFilter({ cursor })} />
      <RevokeDialog keys={revoking} onClose={() => setRevoking([])} onRevoked={() => selection.set([])} />
    </>
  )
}

const dayMs = 86_400_000
const lifetimes = [
  ['', 'Never'],
  ['30', 'In 30 days'],
  ['90', 'In 90 days'],
  ['365', 'In a year'],
] as const

const empty: KeyValues = {
  name: '',
  environment: 'production',
  description: '',
  scopes: ['api'],
}

function CreateDialog({
  open,
  onClose,
  onCreated,
}: {
  open: boolean
  onClose(): void
  onCreated(secret: string): void
}) {
  const [days, setDays] = useState('')
  const form = useForm<KeyValues, { secret: string }>(
    empty,
    ({ description, ...values }) =>
      createKey({
        ...values,
        ...(description && { description }),
        ...(days !== '' && { expires_at: new Date(Date.now() + Number(days) * dayMs) }),
      }),
    ({ secret }) => {
      form.clear()
      onClose()
      onCreated(secret)
    },
  )
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Generate an API key"
      lead="Prefer one key per system, with the least it needs."
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <KeyFields form={form} />
        <SelectField
          label="Expires"
          hint="Owners and administrators are reminded a week and a day before."
          options={lifetimes}
          value={days}
          error={form.errorOf('expires_at')}
          onChange={({ target }) => setDays(target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Generate
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
