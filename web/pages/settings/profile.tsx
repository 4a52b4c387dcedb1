import { type Account, accountQuery, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { queryClient, readChanged } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { sayPath } from '../../ui/field-path.ts'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Section } from '../../ui/section.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Conflicts, useMerge } from '../../ui/use-merge.tsx'
import { NotificationsPanel } from './notifications.tsx'

export function ProfilePage() {
  const account = useAccount()
  const theirs = { name: account.name }
  const form = useForm(
    theirs,
    async (values) => {
      await api.patch<Account>('/account', values)
      await readChanged(accountQuery.queryKey)
    },
    () => toast('Saved'),
  )
  const merging = useMerge(theirs, form)
  const look = async () => {
    const now = await queryClient.fetchQuery({ ...accountQuery, staleTime: 0 })
    return now && merging.meet({ name: now.name })
  }
  return (
    <>
      <PageHeader title="Profile" lead="How others see you here." />
      <div>
        <Section title="You" lead="Your name stands beside what you write, decide and change.">
          <form onSubmit={form.onSubmitAfter(look)} className="grid max-w-md gap-4">
            <UnsavedGuard when={merging.isDirty} />
            <FormProblem error={form.error} />
            <Conflicts merge={merging} values={form.values} labelOf={sayPath} textOf={String} />
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
        </Section>
        <NotificationsPanel />
      </div>
    </>
  )
}
