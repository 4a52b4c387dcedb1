import { Link, useRouterState } from '@tanstack/react-router'
import { useAccount } from '../../api/account.ts'
import { paths } from '../../paths.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { textLink } from '../auth/frame.tsx'
import { type Entry, type Section, sectionsOf } from './sections.ts'

/** Pages that stand below a list which their address does not say: the first of these that there is. */
const parents: readonly (readonly [prefix: string, lists: readonly string[]])[] = [
  ['/developers/deliveries/', [paths.developerWebhooks, paths.integrationWebhooks]],
]

/** The list that a page stands below; undefined for the lists themselves. */
export function parentOf(pathname: string, sections: readonly Section[]): Entry | undefined {
  const entries = sections.flatMap((section) => section.entries)
  const named = parents.find(([prefix]) => pathname.startsWith(prefix))?.[1]
  return entries.find(({ to }) => (named === undefined ? pathname.startsWith(`${to}/`) : named.includes(to)))
}

/** The way back from the page of one thing to the list that it stands in. */
export function Breadcrumbs() {
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  const parent = parentOf(pathname, sectionsOf(useAccount()))
  const title = usePageTitle()
  if (parent === undefined) return null
  return (
    <nav aria-label="Breadcrumbs" className="mb-2 text-sm">
      <ol className="flex min-w-0 items-center gap-1.5 text-soft">
        <li>
          <Link to={parent.to} className={textLink}>
            {parent.label}
          </Link>
        </li>
        <li aria-hidden>/</li>
        <li aria-current="page" className="truncate">
          {title ?? '…'}
        </li>
      </ol>
    </nav>
  )
}
