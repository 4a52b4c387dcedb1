import { Link, useRouterState } from '@tanstack/react-router'
import { useAccount } from '../../api/account.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { quietLink } from '../auth/frame.tsx'
import { type Entry, type Section, sectionsOf } from './sections.ts'

/** The list that a page stands below; undefined for the lists themselves. */
export function parentOf(pathname: string, sections: readonly Section[]): Entry | undefined {
  const entries = sections.flatMap((section) => section.entries)
  if (entries.some(({ to }) => to === pathname)) return undefined
  return entries
    .filter(({ to }) => pathname.startsWith(`${to}/`))
    .reduce<Entry | undefined>(
      (nearest, entry) => (nearest === undefined || entry.to.length > nearest.to.length ? entry : nearest),
      undefined,
    )
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
          <Link to={parent.to} className={quietLink}>
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
