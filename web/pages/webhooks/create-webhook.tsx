import { createWebhook } from '../../api/webhooks.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { EventsPicker } from './events-picker.tsx'
import { usePlace } from './place.tsx'

const empty = { url: '', description: '', event_types: [] as string[] }

export function CreateWebhook({
  open,
  onClose,
  onCreated,
}: {
  open: boolean
  onClose(): void
  onCreated(secret: string): void
}) {
  const place = usePlace()
  const form = useForm(empty, createWebhook, ({ secret }) => {
    form.clear()
    onClose()
    onCreated(secret)
  })
  return (
    <Dialog open={open} onClose={onClose} title="New webhook" lead="Signed deliveries to one address.">
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField
          label="URL"
          type="url"
          placeholder="https://hooks.example.com/fabwire"
          hint="https, on a public address."
          required
          {...form.text('url')}
        />
        <TextField label="Description" maxLength={500} {...form.text('description')} />
        <EventsPicker
          audience={place === 'integrations' ? 'workspace' : 'customer'}
          chosen={form.values.event_types}
          error={form.errorOf('event_types')}
          onChange={(types) => form.set('event_types', types)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Create webhook
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
