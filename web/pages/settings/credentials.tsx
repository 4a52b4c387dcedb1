import { accountQuery, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { queryClient, readChanged } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { Section } from '../../ui/section.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { NewPassword } from '../auth/new-password.tsx'

const refreshAccount = () => readChanged(accountQuery.queryKey)

/** The code that a proof takes where the account has a second factor. */
export const withCode = <V extends { code: string }>({ code, ...values }: V) => ({
  ...values,
  ...(code.trim() !== '' && { code: code.trim() }),
})

export const codeField = {
  label: 'Code of the second factor',
  autoComplete: 'one-time-code',
  required: true,
} as const

export function PasswordPanel() {
  const account = useAccount()
  const { two_factor } = account
  const form = useForm(
    { current_password: '', new_password: '', code: '' },
    (values) => api.post('/account/password', withCode(values)),
    () => {
      form.clear()
      void queryClient.invalidateQueries()
      toast('Password changed; all other sessions have ended')
    },
  )
  return (
    <Section title="Password" lead="Changing it ends all other sessions.">
      <form onSubmit={form.onSubmit} className="grid max-w-md gap-4">
        <FormProblem error={form.error} />
        <PasswordField
          label="Current password"
          autoComplete="current-password"
          required
          {...form.text('current_password')}
        />
        <NewPassword
          label="New password"
          {...form.text('new_password')}
          known={[account.name, account.email]}
        />
        {two_factor.enabled && <TextField {...codeField} {...form.text('code')} />}
        <div>
          <Button type="submit" busy={form.busy}>
            Change password
          </Button>
        </div>
      </form>
    </Section>
  )
}

export function EmailPanel() {
  const account = useAccount()
  const form = useForm(
    { email: '', password: '', code: '' },
    (values) => api.patch('/account', withCode(values)),
    () => {
      form.clear()
      void refreshAccount()
      toast('A mail is on its way to the new address')
    },
  )
  return (
    <Section
      title="Email"
      lead={
        <>
          {account.email}
          {account.pending_email && ` · ${account.pending_email} waits for its confirmation`}
        </>
      }
    >
      <form onSubmit={form.onSubmit} className="grid max-w-md gap-4">
        <FormProblem error={form.error} />
        <TextField label="New email" type="email" autoComplete="email" required {...form.text('email')} />
        <PasswordField label="Password" autoComplete="current-password" required {...form.text('password')} />
        {account.two_factor.enabled && <TextField {...codeField} {...form.text('code')} />}
        <div>
          <Button type="submit" busy={form.busy}>
            Change email
          </Button>
        </div>
      </form>
    </Section>
  )
}
