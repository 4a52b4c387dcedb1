import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  allTokensQuery,
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
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { SecretReveal } from '../../ui/secret-reveal.tsx'
import { SelectionBar, SelectPage } from '../../ui/selection-bar.tsx'
import { Failure, FirstRun, FormProblem } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { useAddress, useCreating } from '../../ui/use-address.ts'
import { useForm } from '../../ui/use-form.ts'
import { useSelection } from '../../ui/use-selection.ts'
import { textLink } from '../auth/frame.tsx'
import { CreateToken } from './create-token.tsx'
import { RevokeTokens } from './revoke-tokens.tsx'
import { isExpiring, isUnused } from './token-age.ts'
import { TokenRow } from './token-row.tsx'

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
      <Advice />
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

/** Which tokens to think about, of all pages of the list. */
function Advice() {
  const { data } = useQuery(allTokensQuery)
  const unused = data?.filter((token) => isUnused(token)) ?? []
  const expiring = data?.filter((token) => isExpiring(token)) ?? []
  if (unused.length + expiring.length === 0) return null
  const names = (tokens: readonly Token[]) => tokens.map(({ name }) => name).join(', ')
  return (
    <div className="mb-6">
      <Notice tone="warn" title="Worth a look">
        <ul className="grid gap-1">
          {expiring.length > 0 && (
            <li>Within 14 days these expire: {names(expiring)}. Rotate them in time.</li>
          )}
          {unused.length > 0 && (
            <li>For 30 days nothing has used: {names(unused)}. A token that nobody needs can only leak.</li>
          )}
        </ul>
      </Notice>
    </div>
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
        wideColumns={[2, 3, 4, 5]}
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
          error={form.errorOf('grace_seconds')}
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
