import { useState } from 'react'
import { invite } from '../../api/invitations.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { InvitationLink } from '../../ui/invitation-link.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

export function InviteCustomer({ onClose }: { onClose(): void }) {
  const [link, setLink] = useState<string>()
  const form = useForm({ email: '', name: '' }, (values) => invite({ ...values, role: 'customer' }), setLink)
  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite a customer"
      lead="They get a mail with a link that works once, and stand in the list when they have joined."
    >
      {link === undefined ? (
        <form onSubmit={form.onSubmit} className="grid gap-4">
          <FormProblem error={form.error} />
          <TextField label="Name" required maxLength={120} {...form.text('name')} />
          <TextField label="Email" type="email" required {...form.text('email')} />
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" kind="primary" busy={form.busy}>
              Invite
            </Button>
          </DialogActions>
        </form>
      ) : (
        <InvitationLink url={link} onClose={onClose} />
      )}
    </Dialog>
  )
}
