import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { type InboxItem, markRead } from '../../api/inbox.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Badge } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { quietLink } from '../auth/frame.tsx'

/** One item, which going to its page marks as read. */
export function InboxEntry({ item }: { item: InboxItem }) {
  const read = useMutation({ mutationFn: () => markRead(item.id) })
  const isUnread = item.read_at === null
  const navigate = useNavigate()
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    if (isUnread) read.mutate()
    const { origin, pathname, search } = event.currentTarget
    if (origin !== window.location.origin || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void navigate({ href: pathname + search })
  }
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
            <a className={quietLink} href={item.url} onClick={go}>
              {item.title}
            </a>
          ) : (
            item.title
          )}{' '}
          {item.is_test && <Badge>test</Badge>}
        </h2>
        <p className="text-sm wrap-anywhere text-soft">{item.message}</p>
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
      {read.error && <Failure error={read.error} />}
    </article>
  )
}
