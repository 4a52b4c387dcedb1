import { Link } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import { useAccount } from '../../api/account.ts'
import { paths } from '../../paths.ts'
import { sectionsOf, you } from './sections.ts'

/** How many, where it is more than none; screen readers hear what of. */
export const UnreadBadge = ({ count }: { count: number }): ReactNode =>
  count > 0 && (
    <span className="ml-auto rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums">
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{`, ${count} unread`}</span>
    </span>
  )

/** The pages that the person may see, by section; one's own stand in the account menu. `onGo` is called when one is chosen. */
export function Navigation({ unread, onGo }: { unread: number; onGo?: () => void }) {
  const id = useId()
  const sections = sectionsOf(useAccount()).filter((section) => section !== you)
  return sections.map(({ title, entries }) => (
    <div key={title} className="mb-4 last:mb-0">
      <h2 id={`${id}${title}`} className="mb-1 px-2.5 text-xs font-semibold text-soft">
        {title}
      </h2>
      <ul aria-labelledby={`${id}${title}`} className="grid grid-cols-1 gap-px">
        {entries.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              {...(onGo && { onClick: onGo })}
              className="flex min-h-8 items-center gap-2.5 rounded-md px-2.5 text-soft hover:bg-sunken hover:text-ink"
              activeProps={{ className: 'bg-accent-soft !text-accent font-medium' }}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              {label}
              {to === paths.inbox && <UnreadBadge count={unread} />}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  ))
}
