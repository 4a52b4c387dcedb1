import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { becomeSomebodyElse, endingSession, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/panel.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { Section } from '../../ui/section.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { codeField, withCode } from './credentials.tsx'

export function DeleteAccountPanel() {
  const [open, setOpen] = useState(false)
  return (
    <Section title="Delete the account" lead="It cannot be taken back.">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-sm text-sm">Ends your access, your tokens and your webhooks at once.</p>
        <Button kind="danger" onClick={() => setOpen(true)}>
          Delete account
        </Button>
      </div>
      {open && <DeleteAccountDialog onClose={() => setOpen(false)} />}
    </Section>
  )
}

function DeleteAccountDialog({ onClose }: { onClose(): void }) {
  const { two_factor, email } = useAccount()
  const navigate = useNavigate()
  const form = useForm(
    { password: '', code: '' },
    (values) => endingSession(() => api.delete('/account', withCode(values))),
    async () => {
      await navigate({ to: paths.login })
      // Only now: the page that is left still reads who is signed in.
      becomeSomebodyElse()
    },
  )
  return (
    <Dialog open onClose={onClose} title={`Delete the account of ${email}?`}>
      <Notice tone="warn" title="Nobody can bring it back">
        All your sessions and tokens end at once, and your webhooks are deleted. Quotes, orders and invoices
        stay with the shop, as the law asks, without your name and address.
      </Notice>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          required
          {...form.text('password')}
        />
        {two_factor.enabled && <TextField {...codeField} {...form.text('code')} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="danger" busy={form.busy}>
            Delete for good
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
