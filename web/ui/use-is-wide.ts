import { useSyncExternalStore } from 'react'

/** Where the sidebar stands beside the page: Tailwind's `lg`. */
const wide = window.matchMedia('(min-width: 64rem)')

const watch = (watcher: () => void): (() => void) => {
  wide.addEventListener('change', watcher)
  return () => wide.removeEventListener('change', watcher)
}

/** Whether the screen is wide, so that what only the other kind shows is not drawn at all. */
export const useIsWide = (): boolean => useSyncExternalStore(watch, () => wide.matches)
