import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  readAllTokens,
  refreshTokens,
  rotateToken,
  type Token,
  type TokenFilter,
  tokensQuery,
} from '../../api/tokens.ts'
import { guide } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { FilterText } from '../../ui/filter-text.tsx'
import { EmptyAfterFilter, TableSkeleton } from '../../ui/list-states.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Badge, PageHeader } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { SecretReveal } from '../../ui/secret-reveal.tsx'
import { SelectBox, SelectionBar, SelectPage } from '../../ui/selection-bar.tsx'
import { Failure, FirstRun, FormProblem } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { useAddress, useCreating } from '../../ui/use-address.ts'
import { useForm } from '../../ui/use-form.ts'
import { type Selection, useSelection } from '../../ui/use-selection.ts'
import { textLink } from '../auth/frame.tsx'
import { Prefix } from '../integrations/prefix.tsx'
import { CreateToken } from './create-token.tsx'
import { RevokeTokens } from './revoke-tokens.tsx'

const unusedMs = 30 * 86_400_000

const isUnused = ({ last_used_at, created_at }: Token): boolean =>
  Date.now() - Date.parse(last_used_at ?? created_at) > unusedMs

const isExpired = ({ expires_at }: Token): boolean =>
  expires_at !== null && Date.parse(expires_at) <= Date.now()

export function TokensPage() {
  const [{ name, cursor }, change] = useAddress<TokenFilter>()
  const filter = { name, cursor }
  const [creating, setCreating] = useCreating()
  const [secret, setSecret] = useState<string>()
  const create = (
    <Button kind="primary" onClick={() => setCreating(true)}>
      New token
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Personal access tokens"
        lead={
          <>
            For scripts and CI jobs that act as you. Treat them like passwords.{' '}
            <a href={`${guide}/authentication`} className={textLink}>
              How they work
            </a>
          </>
        }
        actions={create}
      />
      <div className="mb-4 max-w-sm">
        <FilterText
          label="Name contains"
          value={name}
          onFilter={(text) => change({ name: text, cursor: undefined }, { replace: true })}
        />
      </div>
      <TokenList filter={filter} onFilter={change} onSecret={setSecret} create={create} />
      <CreateToken open={creating} onClose={() => setCreating(false)} onCreated={setSecret} />
      <SecretReveal
        secret={secret}
        title="Your token"
        lead="Send it as Authorization: Bearer. This is the only time it is shown."
        onClose={() => {
          setSecret(undefined)
          void refreshTokens()
        }}
      />
    </>
  )
}

interface ListProps {
  filter: TokenFilter
  onFilter(members: TokenFilter): void
  onSecret(secret: string): void
  create: ReactNode
}

function TokenList({ filter, onFilter, onSecret, create }: ListProps) {
  const { data, error, isPending, refetch } = useQuery(tokensQuery(filter))
  const [rotating, setRotating] = useState<Token>()
  const [revoking, setRevoking] = useState<readonly Token[]>([])
  const selection = useSelection<Token>(data?.data ?? [])
  if (isPending) return <TableSkeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (data.data.length === 0)
    return filter.name ? (
      <EmptyAfterFilter onClear={() => onFilter({ name: undefined, cursor: undefined })}>
        No token has a name like this.
      </EmptyAfterFilter>
    ) : (
      <FirstRun title="No tokens yet" action={create}>
        <p>Mint one, then try it:</p>
        <Scroll label="A first request" className="mt-2 rounded-md bg-sunken p-3">
          <pre className="font-mono text-sm text-ink">
            {`curl ${window.location.origin}/api/token -H "Authorization: Bearer pat_…"`}
          </pre>
        </Scroll>
      </FirstRun>
    )
  return (
    <>
      <SelectionBar
        selection={selection}
        hasMore={data.next_cursor !== null || filter.cursor !== undefined}
        readAll={() => readAllTokens(filter)}
      >
        <Button small kind="danger" onClick={() => setRevoking(selection.chosen)}>
          Revoke selected
        </Button>
      </SelectionBar>
      <Table
        label="Personal access tokens"
        head={[
          <SelectPage key="select" selection={selection} />,
          'Name',
          'Prefix',
          'Access',
          'Last used',
          'Expires',
          <span key="actions" className="sr-only">
            Actions
          </span>,
        ]}
      >
        {data.data.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            selection={selection}
            onRotate={setRotating}
            onRevoke={(one) => setRevoking([one])}
          />
        ))}
      </Table>
      <Pager cursor={filter.cursor} next={data.next_cursor} onPage={(cursor) => onFilter({ cursor })} />
      {rotating && (
        <RotateDialog token={rotating} onClose={() => setRotating(undefined)} onRotated={onSecret} />
      )}
      <RevokeTokens tokens={revoking} onClose={() => setRevoking([])} onRevoked={() => selection.set([])} />
    </>
  )
}

interface RowProps {
  token: Token
  selection: Selection<Token>
  onRotate(token: Token): void
  onRevoke(token: Token): void
}

function TokenRow({ token, selection, onRotate, onRevoke }: RowProps) {
  return (
    <tr>
      <Cell>
        <SelectBox row={token} name={token.name} selection={selection} />
      </Cell>
      <Cell>
        <span className="font-medium">{token.name}</span>
        {isUnused(token) && (
          <p className="text-xs text-warn">Unused for 30 days: revoke it if nothing needs it.</p>
        )}
      </Cell>
      <Cell>
        <Prefix prefix={token.prefix} of={token.name} />
      </Cell>
      <Cell>
        {token.full_access ? (
          <Badge tone="warn">Full access</Badge>
        ) : (
          <span title={token.scopes.join(', ')}>
            {token.scopes.length} {token.scopes.length === 1 ? 'scope' : 'scopes'}
          </span>
        )}
      </Cell>
      <Cell>
        <Time at={token.last_used_at} />
        {token.last_used_address && <p className="text-xs text-soft">{token.last_used_address}</p>}
      </Cell>
      <Cell>{isExpired(token) ? <Badge tone="bad">expired</Badge> : <Time at={token.expires_at} />}</Cell>
      <Cell>
        <span className="flex justify-end gap-2">
          <Button small aria-label={`Rotate ${token.name}`} onClick={() => onRotate(token)}>
            Rotate
          </Button>
          <Button small kind="danger" aria-label={`Revoke ${token.name}`} onClick={() => onRevoke(token)}>
            Revoke
          </Button>
        </span>
      </Cell>
    </tr>
  )
}

const graces = [
  ['0', 'At once'],
  ['3600', 'After one hour'],
  ['86400', 'After one day'],
  ['604800', 'After seven days'],
] as const

function RotateDialog({
  token,
  onClose,
  onRotated,
}: {
  token: Token
  onClose(): void
  onRotated(secret: string): void
}) {
  const form = useForm(
    { grace: '3600' },
    ({ grace }) => rotateToken(token.id, Number(grace)),
    ({ secret }) => {
      onClose()
      onRotated(secret)
    },
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rotate ${token.name}`}
      lead="A new secret with the same access. The old one goes on for a while, so that you can put the new one in place."
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <SelectField
          label="The old secret ends"
          options={graces}
          value={form.values.grace}
          onChange={(event) => form.set('grace', event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Rotate
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
