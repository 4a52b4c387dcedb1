import { refreshTokens, revokeToken, type Token } from '../../api/tokens.ts'
import { BulkDialog } from '../../ui/bulk-dialog.tsx'
import { ago } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'

interface RevokeProps {
  tokens: readonly Token[]
  onClose(): void
  onRevoked(): void
}

/** Asks before tokens are revoked: which, and when each was used last. */
export function RevokeTokens({ tokens, onClose, onRevoked }: RevokeProps) {
  const one = tokens.length === 1
  return (
    <BulkDialog
      items={tokens}
      nameOf={({ name, last_used_at }) =>
        `${name} (${last_used_at === null ? 'never used' : `used ${ago(last_used_at)}`})`
      }
      title={one ? `Revoke ${tokens[0]?.name}?` : `Revoke ${tokens.length} tokens?`}
      action={one ? 'Revoke token' : `Revoke ${tokens.length} tokens`}
      atOnce={1}
      work={async (part) => {
        for (const { id } of part) await revokeToken(id)
      }}
      onClose={(done) => {
        onClose()
        if (done.length === 0) return
        void refreshTokens()
        toast(done.length === 1 ? 'Token revoked' : `${done.length} tokens revoked`)
        onRevoked()
      }}
    >
      Whatever uses {one ? 'it' : 'them'} stops working: it is refused from the next request on. This cannot
      be undone.
    </BulkDialog>
  )
}
