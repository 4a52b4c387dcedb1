import type { Token } from '../../api/tokens.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/panel.tsx'
import { SelectBox } from '../../ui/selection-bar.tsx'
import { Cell, OnPhone, wide } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import type { Selection } from '../../ui/use-selection.ts'
import { Prefix } from '../integrations/prefix.tsx'
import { isExpired, isExpiring, isUnused } from './token-age.ts'

interface RowProps {
  token: Token
  selection: Selection<Token>
  onRotate(token: Token): void
  onRevoke(token: Token): void
}

/** One token: what it may, when it was used, and what its owner should think about. */
export function TokenRow({ token, selection, onRotate, onRevoke }: RowProps) {
  return (
    <tr>
      <Cell>
        <SelectBox row={token} name={token.name} selection={selection} />
      </Cell>
      <Cell>
        <span className="font-medium">{token.name}</span>
        <OnPhone>
          Last used: <Time at={token.last_used_at} />
        </OnPhone>
        {isUnused(token) && (
          <p className="text-xs text-warn">Unused for 30 days: revoke it if nothing needs it.</p>
        )}
        {isExpiring(token) && (
          <p className="text-xs text-warn">It expires soon: rotate it and put the new secret in place.</p>
        )}
      </Cell>
      <Cell className={wide}>
        <Prefix prefix={token.prefix} of={token.name} />
      </Cell>
      <Cell className={wide}>
        <Access token={token} />
      </Cell>
      <Cell className={wide}>
        <Time at={token.last_used_at} />
        {token.last_used_address && <p className="text-xs text-soft">{token.last_used_address}</p>}
      </Cell>
      <Cell className={wide}>
        {isExpired(token) ? <Badge tone="bad">expired</Badge> : <Time at={token.expires_at} />}
      </Cell>
      <Cell>
        <span className="flex flex-wrap justify-end gap-2">
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

/** The scopes, to be opened where there are more than a few. */
function Access({ token: { full_access, scopes } }: { token: Token }) {
  if (full_access) return <Badge tone="warn">Full access</Badge>
  if (scopes.length <= 2) return <code className="font-mono text-xs">{scopes.join(' ')}</code>
  return (
    <details>
      <summary className="min-h-6 cursor-pointer">{scopes.length} scopes</summary>
      <ul className="font-mono text-xs text-soft">
        {scopes.map((scope) => (
          <li key={scope}>{scope}</li>
        ))}
      </ul>
    </details>
  )
}
