import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { messagesQuery, refreshRecords } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Check, TextArea } from '../../ui/field.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useForm } from '../../ui/use-form.ts'

/** What the shop and the customer wrote about a project, the newest first. */
export function Thread({ projectId, staff }: { projectId: string; staff: boolean }) {
  const { data, error, isPending } = useQuery(messagesQuery(projectId))
  const form = useForm(
    { body: '', internal: false },
    ({ body, internal }) =>
      api.post(`/projects/${projectId}/messages`, { body, ...(internal && { internal }) }),
    () => {
      form.clear()
      void refreshRecords()
    },
  )
  return (
    <section aria-labelledby="messages">
      <h2 id="messages" className="mb-3 text-lg font-semibold">
        Messages
      </h2>
      <form onSubmit={form.onSubmit} className="mb-4 grid max-w-2xl gap-3">
        <FormProblem error={form.error} />
        <TextArea label="Write a message" required maxLength={4000} {...form.text('body')} />
        {staff && (
          <Check
            label="Internal: the customer does not see it"
            checked={form.values.internal}
            onChange={(event) => form.set('internal', event.target.checked)}
          />
        )}
        <div>
          <Button type="submit" busy={form.busy}>
            Send
          </Button>
        </div>
      </form>
      {isPending && <Skeleton rows={2} />}
      {error && <Failure error={error} />}
      <ul className="grid max-w-2xl gap-3">
        {data?.data.map((message) => (
          <li
            key={message.id}
            className={classes(
              'rounded-lg border border-line p-3',
              message.internal ? 'bg-warn-soft' : 'bg-raised',
            )}
          >
            <p className="text-sm text-soft">
              <span className="font-medium text-ink">{message.author.name}</span> ·{' '}
              <Time at={message.created_at} /> {message.internal && <Badge tone="warn">internal</Badge>}
            </p>
            <p className="mt-1 break-words whitespace-pre-wrap">{message.body}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
