import { queryOptions, useQuery } from '@tanstack/react-query'
import type { MailFamily, Notifications } from '../../../src/contract/accounts.ts'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { Check } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'

const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: () => api.get<Notifications>('/account/notifications'),
})

const labels: Readonly<Record<MailFamily, string>> = {
  quote: 'Quotes',
  order: 'Orders and shipments',
  invoice: 'Invoices and payments',
  ncr: 'Quality reports',
  message: 'Messages',
}
const families = Object.keys(labels) as MailFamily[]

/** Of what mail is sent; the inbox shows everything anyway. */
export function NotificationsPanel() {
  const { data, error, isPending, refetch } = useQuery(notificationsQuery)
  return (
    <Section title="Notifications by mail" lead="The inbox shows all of them in any case.">
      {isPending && <Skeleton rows={5} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && <NotificationsForm mail={data.mail} />}
    </Section>
  )
}

function NotificationsForm({ mail }: { mail: Notifications['mail'] }) {
  const form = useForm(
    mail,
    (values) => api.put<Notifications>('/account/notifications', { mail: values }),
    (saved) => {
      queryClient.setQueryData(notificationsQuery.queryKey, saved)
      toast('Notifications saved')
    },
  )
  return (
    <form onSubmit={form.onSubmit} className="grid gap-3">
      <FormProblem error={form.error} />
      {families.map((family) => (
        <Check
          key={family}
          label={labels[family]}
          checked={form.values[family]}
          onChange={(event) => form.set(family, event.target.checked)}
        />
      ))}
      <Check label="Security" hint="Always sent: it tells what was done to your account." checked disabled />
      <div>
        <Button type="submit" busy={form.busy}>
          Save notifications
        </Button>
      </div>
    </form>
  )
}
