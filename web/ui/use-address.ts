import { useNavigate, useSearch } from '@tanstack/react-router'

type Members<S> = { [K in keyof S]?: S[K] | undefined }

/**
 * What a page shows as its address says it (filters, cursor): links to it can be shared, and the back button works.
 * The route's `validateSearch` says what may stand there. A change makes a step in the history unless it `replace`s.
 */
export function useAddress<S extends object>(): readonly [
  search: Members<S>,
  change: (members: Members<S>, options?: { replace?: boolean }) => void,
] {
  const search = useSearch({ strict: false } as never) as Members<S>
  const navigate = useNavigate()
  const change = (members: Members<S>, { replace = false } = {}) =>
    void navigate({
      to: '.',
      // Of whatever route this is: its own check follows.
      search: ((before: object) => ({ ...before, ...members })) as never,
      replace,
      resetScroll: false,
    })
  return [search, change]
}

/** Whether the page's dialog for something new is open: a link with `?new=1` opens it. */
export function useCreating(): readonly [creating: boolean, setCreating: (open: boolean) => void] {
  const [search, change] = useAddress<{ new: number }>()
  return [search.new !== undefined, (open) => change({ new: open ? 1 : undefined }, { replace: true })]
}
