import { Button } from './button.tsx'

interface PagerProps {
  /** Of the page that is shown; undefined for the first. */
  cursor: string | undefined
  /** Of the page after it, as the API gave it. */
  next: string | null | undefined
  onPage(cursor: string | undefined): void
  /** What leads to the first page, and to the next. */
  words?: readonly [first: string, next: string]
}

/** For lists by time. */
export const byTime = ['Newest', 'Older'] as const

/** Leads through the pages of a list: on, and back to its beginning. */
export function Pager({
  cursor,
  next,
  onPage,
  words: [first, further] = ['First page', 'Next page'],
}: PagerProps) {
  return (
    <nav aria-label="Pages" className="mt-3 flex justify-end gap-2">
      {cursor && (
        <Button small onClick={() => onPage(undefined)}>
          {first}
        </Button>
      )}
      {next && (
        <Button small onClick={() => onPage(next)}>
          {further}
        </Button>
      )}
    </nav>
  )
}
