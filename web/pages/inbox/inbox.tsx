import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { type InboxFilter, inboxQuery, inboxStateQuery, markAllRead } from '../../api/inbox.ts'
import { Button } from '../../ui/button.tsx'
import { Check } from '../../ui/field.tsx'
import { EmptyAfterFilter, Refreshing, TableSkeleton } from '../../ui/list-states.tsx'
import { LiveBadge } from '../../ui/live-badge.tsx'
import { byTime, Pager } from '../../ui/pager.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { Failure, FirstRun } from '../../ui/states.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { InboxEntry } from './inbox-entry.tsx'

/** What happened lately. What comes meanwhile is announced above the list, which does not jump. */
export function InboxPage() {
  const [{ unread, cursor }, change] = useAddress<InboxFilter>()
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(inboxQuery({ unread, cursor }))
  const now = useQuery(inboxStateQuery).data
  const readAll = useMutation({ mutationFn: markAllRead })
  const count = now?.unread_count ?? data?.unread_count
  const isFirstPage = cursor === undefined
  const hasNews =
    now !== undefined &&
    data !== undefined &&
    !isPlaceholderData &&
    (isFirstPage && !unread
      ? now.id !== null && now.id !== data.data[0]?.id
      : now.unread_count > data.unread_count)
  const showNews = () => (isFirstPage ? void refetch() : change({ cursor: undefined }))
  return (
    <>
      <PageHeader
        title="Inbox"
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <span className="min-w-17">{`${count ?? '…'} unread`}</span> <LiveBadge />
          </span>
        }
        actions={
          <Button
            reason={count === 0 ? 'Everything is read' : null}
            busy={readAll.isPending}
            onClick={() => readAll.mutate()}
          >
            Mark all read
          </Button>
        }
      />
      {readAll.error && <Failure error={readAll.error} />}
      <div className="mb-4">
        <Check
          label="Only what is unread"
          checked={unread === true}
          onChange={(event) => change({ unread: event.target.checked || undefined, cursor: undefined })}
        />
      </div>
      <div role="status" className="sticky top-16 z-10 grid justify-items-center lg:top-4">
        {hasNews && (
          <Button kind="primary" small className="mb-3 rounded-full shadow-lg" onClick={showNews}>
            <ArrowUp aria-hidden className="size-4" />
            <span className="max-w-60 truncate">New: {now.title}</span>
          </Button>
        )}
      </div>
      {(isPending || (isPlaceholderData && data?.data.length === 0)) && <TableSkeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.data.length === 0 &&
        !isPlaceholderData &&
        (unread ? (
          <EmptyAfterFilter onClear={() => change({ unread: undefined, cursor: undefined })}>
            Everything is read.
          </EmptyAfterFilter>
        ) : (
          <FirstRun title="Nothing yet">
            News of quotes, orders, invoices and messages comes here, and by mail as you choose.
          </FirstRun>
        ))}
      <Refreshing when={isPlaceholderData}>
        <ul className="grid gap-2">
          {data?.data.map((item) => (
            <li key={item.id}>
              <InboxEntry item={item} />
            </li>
          ))}
        </ul>
      </Refreshing>
      <Pager
        cursor={cursor}
        next={data?.next_cursor}
        onPage={(next) => change({ cursor: next })}
        words={byTime}
      />
    </>
  )
}
