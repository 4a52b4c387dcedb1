import { type Account, accountQuery, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice, PageHeader, Panel } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { NotificationsPanel } from './notifications.tsx'

export function ProfilePage() {
  const account = useAccount()
  const form = useForm(
    { name: account.name },
    (values) => api.patch<Account>('/account', values),
    () => {
      void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
      toast('Saved')
    },
  )
  return (
    <>
      <PageHeader title="Profile" lead="How others see you here." />
      <Panel className="mb-6 max-w-xl">
        <form onSubmit={form.onSubmit} className="grid gap-4">
          <UnsavedGuard when={form.isDirty} />
          <FormProblem error={form.error} />
          <TextField label="Name" autoComplete="name" required {...form.text('name')} />
          <TextField label="Email" value={account.email} readOnly hint="Changing it is in Security." />
          {!account.email_verified && (
            <Notice tone="warn">
              Your address is not confirmed: follow the link in the mail we sent you.
            </Notice>
          )}
          <div>
            <Button type="submit" kind="primary" busy={form.busy}>
              Save
            </Button>
          </div>
        </form>
      </Panel>
      <NotificationsPanel />
    </>
  )
}
