import { Link } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import { useAccount } from '../../api/account.ts'
import { paths } from '../../paths.ts'
import { sectionsOf, you } from './sections.ts'

const countText = (count: number): string => (count > 99 ? '99+' : String(count))

/** How many, where it is more than none; screen readers hear what of. */
export const UnreadBadge = ({ count, id }: { count: number; id?: string }): ReactNode =>
  count > 0 && (
    <span className="pointer-events-none rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums">
      <span aria-hidden>{countText(count)}</span>
      <span id={id} className="sr-only">{`${count} unread`}</span>
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
          <li key={to} className="relative">
            <Link
              to={to}
              // A page that others stand below is shown as the current one on itself alone.
              activeOptions={{ exact: entries.some((other) => other.to.startsWith(`${to}/`)) }}
              aria-describedby={to === paths.inbox ? `${id}unread` : undefined}
              {...(onGo && { onClick: onGo })}
              className="flex min-h-8 items-center gap-2.5 rounded-md px-2.5 text-soft hover:bg-sunken hover:text-ink"
              activeProps={{ className: 'bg-accent-soft !text-accent font-medium' }}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              {label}
            </Link>
            {to === paths.inbox && (
              <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center">
                <UnreadBadge count={unread} id={`${id}unread`} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  ))
}
