import { type ApiKey, revokeKeys } from '../../api/keys.ts'
import { BulkDialog } from '../../ui/bulk-dialog.tsx'
import { ago } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'

/** As many as the server takes at once. */
const atOnce = 200

/** Asks before keys are revoked: which, and when each was used last. */
export function RevokeDialog({
  keys,
  onClose,
  onRevoked,
}: {
  keys: readonly ApiKey[]
  onClose(): void
  onRevoked(): void
}) {
  const one = keys.length === 1
  return (
    <BulkDialog
      items={keys}
      nameOf={({ name, environment, last_used_at }) =>
        `${name} (${environment}${last_used_at === null ? ', never used' : `, used ${ago(last_used_at)}`})`
      }
      title={one ? `Revoke ${keys[0]?.name}?` : `Revoke ${keys.length} keys?`}
      action={one ? 'Revoke key' : `Revoke ${keys.length} keys`}
      atOnce={atOnce}
      work={(part) => revokeKeys(part.map(({ id }) => id))}
      onClose={(done) => {
        onClose()
        if (done.length === 0) return
        toast(done.length === 1 ? 'Key revoked' : `${done.length} keys revoked`)
        onRevoked()
      }}
    >
      Whatever uses {one ? 'it' : 'them'} stops working: it is refused from the next request on. This cannot
      be undone.
    </BulkDialog>
  )
}
