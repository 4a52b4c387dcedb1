import { useInfiniteQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { api } from '../../api/client.ts'
import {
  type Message,
  messagesQuery,
  refreshRecords,
  type ThreadPlace,
  threadPath,
} from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Check, TextArea } from '../../ui/field.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useForm } from '../../ui/use-form.ts'
import { Attach, Attached } from './attachments.tsx'

interface ConversationProps {
  title: string
  place: ThreadPlace
  /** Offers notes that the customer does not see. */
  mayBeInternal: boolean
}

/** What the shop and a customer wrote to each other in one place, the newest first. */
export function Conversation({ title, place, mayBeInternal }: ConversationProps) {
  const heading = useId()
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(messagesQuery(place))
  const messages = data?.pages.flatMap((page) => page.data) ?? []
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading} className="mb-3 text-lg font-semibold">
        {title}
      </h2>
      <Compose place={place} mayBeInternal={mayBeInternal} />
      {isPending && <Skeleton rows={2} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && messages.length === 0 && <p className="text-soft">Nobody has written anything here yet.</p>}
      <ul className="grid max-w-2xl gap-3">
        {messages.map((message) => (
          <li
            key={message.id}
            className={classes(
              'rounded-lg border border-line p-3',
              message.internal ? 'bg-warn-soft' : 'bg-raised',
            )}
          >
            <Written message={message} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button small className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older messages
        </Button>
      )}
    </section>
  )
}

const Written = ({ message }: { message: Message }) => (
  <>
    <p className="text-sm text-soft">
      <span className="font-medium text-ink">{message.author.name}</span> · <Time at={message.created_at} />{' '}
      {message.internal && <Badge tone="warn">internal</Badge>}
    </p>
    <p className="mt-1 wrap-anywhere whitespace-pre-wrap">{message.body}</p>
    <Attached files={message.attachments} />
  </>
)

function Compose({ place, mayBeInternal }: Omit<ConversationProps, 'title'>) {
  const customerId = 'customerId' in place ? place.customerId : undefined
  const form = useForm(
    { body: '', internal: false, attachments: [] as readonly string[] },
    ({ body, internal, attachments }) =>
      api.post(threadPath(place), {
        body,
        ...(attachments.length > 0 && { attachments }),
        ...(internal && { internal }),
        ...(customerId !== undefined && { customer_id: customerId }),
      }),
    () => {
      form.clear()
      void refreshRecords()
    },
  )
  return (
    <form onSubmit={form.onSubmit} className="mb-4 grid max-w-2xl gap-3">
      <FormProblem error={form.error} />
      <TextArea label="Write a message" required maxLength={4000} {...form.text('body')} />
      {mayBeInternal && (
        <Check
          label="Internal: the customer does not see it"
          checked={form.values.internal}
          onChange={(event) => form.set('internal', event.target.checked)}
        />
      )}
      {'projectId' in place && (
        <Attach
          projectId={place.projectId}
          chosen={form.values.attachments}
          error={form.errorOf('attachments')}
          onChoose={(change) =>
            form.setValues((before) => ({ ...before, attachments: change(before.attachments) }))
          }
        />
      )}
      <div>
        <Button type="submit" busy={form.busy}>
          Send
        </Button>
      </div>
    </form>
  )
}
