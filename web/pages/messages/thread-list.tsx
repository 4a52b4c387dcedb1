import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import {
  isOfThread,
  nameOfThread,
  type Thread,
  threadsQuery,
  unreadMessagesQuery,
} from '../../api/threads.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Badge } from '../../ui/panel.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'

/** All threads of the shop, the one that was written in last first; general ones open beside the list. */
export function ThreadList({ chosen }: { chosen: number | undefined }) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(threadsQuery)
  const { data: inbox, isPending: isInboxPending } = useQuery(unreadMessagesQuery)
  if (isPending || isInboxPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  const threads = data.pages.flatMap((page) => page.data)
  if (threads.length === 0)
    return <FirstRun title="No messages yet">What customers write appears here, by thread.</FirstRun>
  const unreadOf = (thread: Thread): number =>
    (inbox?.data ?? []).filter((item) => isOfThread(item, nameOfThread(thread))).length
  return (
    <section aria-label="Threads" className="grid grid-cols-1 gap-2">
      <ul className="grid grid-cols-1 gap-2">
        {threads.map((thread) => (
          <li key={thread.project_id ?? `general ${thread.customer_id}`}>
            <Entry
              thread={thread}
              unread={unreadOf(thread)}
              isChosen={thread.project_id === null && thread.customer_id === chosen}
            />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <div>
          <Button small busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Older threads
          </Button>
        </div>
      )}
    </section>
  )
}

interface EntryProps {
  thread: Thread
  unread: number
  isChosen: boolean
}

const waits = ({ last_message }: Thread): boolean => last_message.author.side === 'customer'

function Entry({ thread, unread, isChosen }: EntryProps) {
  const { customer_name, company, project_no, project_name, last_message } = thread
  return (
    <ThreadLink thread={thread} isChosen={isChosen}>
      <span className="flex items-baseline justify-between gap-3">
        <span className={classes('min-w-0 truncate', unread > 0 ? 'font-semibold' : 'font-medium')}>
          {company === '' ? customer_name : `${customer_name}, ${company}`}
        </span>
        <span className="shrink-0 text-xs text-soft">
          <Time at={last_message.created_at} />
        </span>
      </span>
      <span className="block truncate text-xs text-soft">
        {project_no === null ? 'General' : `${project_no}, ${project_name}`}
      </span>
      <span className="mt-1 line-clamp-2 text-sm wrap-anywhere">
        <span className="text-soft">{last_message.author.name}: </span>
        {last_message.excerpt}
      </span>
      <span className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
        {unread > 0 && <Badge tone="accent">{`${unread} unread`}</Badge>}
        {waits(thread) && <Badge tone="warn">waits for an answer</Badge>}
        {last_message.internal && <Badge>internal note</Badge>}
      </span>
    </ThreadLink>
  )
}

interface ThreadLinkProps {
  thread: Thread
  isChosen: boolean
  children: ReactNode
}

/** A project's thread is read on the project's page, where its files are. */
function ThreadLink({ thread, isChosen, children }: ThreadLinkProps) {
  const className = classes(
    'block rounded-lg border p-3 transition-colors hover:border-edge',
    isChosen ? 'border-accent bg-accent-soft' : 'border-line bg-raised',
  )
  if (thread.project_id === null)
    return (
      <Link to="/messages" search={{ customer_id: thread.customer_id }} className={className}>
        {children}
      </Link>
    )
  return (
    <Link to="/projects/$projectId" params={{ projectId: thread.project_id }} className={className}>
      {children}
    </Link>
  )
}
