import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { type InboxItem, inboxQuery, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Check } from '../../ui/field.tsx'
import { byTime, Pager } from '../../ui/pager.tsx'
import { Badge, PageHeader } from '../../ui/panel.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'

export function InboxPage() {
  const [unread, setUnread] = useState(false)
  const [cursor, setCursor] = useState<string>()
  const { data, error, isPending, refetch } = useQuery(
    inboxQuery({ unread: unread ? 'true' : undefined, cursor }),
  )
  const readAll = useAction(
    () => api.post('/inbox/read-all'),
    () => {},
  )
  return (
    <>
      <PageHeader
        title="Inbox"
        lead={data ? `${data.unread_count} unread` : 'What happened lately.'}
        actions={
          <Button
            reason={data?.unread_count === 0 ? 'Everything is read' : null}
            busy={readAll.isPending}
            onClick={() => readAll.mutate()}
          >
            Mark all read
          </Button>
        }
      />
      <div className="mb-4">
        <Check
          label="Only what is unread"
          checked={unread}
          onChange={(event) => {
            setUnread(event.target.checked)
            setCursor(undefined)
          }}
        />
      </div>
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.data.length === 0 &&
        (unread ? (
          <p className="py-8 text-center text-soft">Everything is read.</p>
        ) : (
          <FirstRun title="Nothing yet">
            News of quotes, orders, invoices and messages comes here, and by mail as you choose.
          </FirstRun>
        ))}
      <ul className="grid gap-2">
        {data?.data.map((item) => (
          <li key={item.id}>
            <Item item={item} />
          </li>
        ))}
      </ul>
      <Pager cursor={cursor} next={data?.next_cursor} onPage={setCursor} words={byTime} />
    </>
  )
}

function Item({ item }: { item: InboxItem }) {
  const read = useAction(
    () => api.post(`/inbox/${item.id}/read`),
    () => {},
  )
  const isUnread = item.read_at === null
  return (
    <article
      className={classes(
        'flex flex-wrap items-start justify-between gap-3 rounded-lg border border-line p-4',
        isUnread ? 'bg-raised' : 'bg-sunken',
      )}
    >
      <div className="min-w-0">
        <h2 className={isUnread ? 'font-semibold' : 'text-soft'}>
          {item.url ? (
            <a className={textLink} href={item.url}>
              {item.title}
            </a>
          ) : (
            item.title
          )}{' '}
          {item.is_test && <Badge>test</Badge>}
        </h2>
        <p className="text-sm break-words text-soft">{item.message}</p>
        <p className="mt-1 text-xs text-soft">
          {item.project_no && `${item.project_no} · `}
          <Time at={item.created_at} />
        </p>
      </div>
      {isUnread && (
        <Button
          small
          busy={read.isPending}
          aria-label={`Mark read: ${item.title}`}
          onClick={() => read.mutate()}
        >
          Mark read
        </Button>
      )}
    </article>
  )
}
