import { deleteWebhooks, type Webhook } from '../../api/webhooks.ts'
import { BulkDialog } from '../../ui/bulk-dialog.tsx'
import { toast } from '../../ui/toasts.tsx'

interface DeleteProps {
  webhooks: readonly Webhook[]
  onClose(): void
  onDeleted(): void
}

/** As many as the server takes at once. */
const atOnce = 200

/** Asks before webhooks are deleted, one or many. */
export function DeleteWebhooks({ webhooks, onClose, onDeleted }: DeleteProps) {
  const many = webhooks.length > 1
  return (
    <BulkDialog
      items={webhooks}
      nameOf={({ url, description }) => (description ? `${url} (${description})` : url)}
      title={many ? `Delete ${webhooks.length} webhooks?` : 'Delete this webhook?'}
      action={many ? `Delete ${webhooks.length} webhooks` : 'Delete webhook'}
      atOnce={atOnce}
      work={(part) => deleteWebhooks(part.map(({ id }) => id))}
      onClose={(done) => {
        onClose()
        if (done.length === 0) return
        toast(done.length === 1 ? 'Webhook deleted' : `${done.length} webhooks deleted`)
        onDeleted()
      }}
    >
      {many ? 'These receivers get' : 'This receiver gets'} no more events. What still waits to be delivered
      is discarded, and the delivery log goes with it. This cannot be undone.
    </BulkDialog>
  )
}
