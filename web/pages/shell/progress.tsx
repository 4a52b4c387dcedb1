import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/** What is quicker needs no bar. */
const slowMs = 200

/** A thin bar above everything while the next page is on its way. */
export function Progress() {
  const isPending = useRouterState({ select: ({ status }) => status === 'pending' })
  const [isSlow, setIsSlow] = useState(false)
  useEffect(() => {
    if (!isPending) return setIsSlow(false)
    const timer = setTimeout(() => setIsSlow(true), slowMs)
    return () => clearTimeout(timer)
  }, [isPending])
  if (!isSlow) return null
  return (
    <div aria-hidden className="fixed inset-x-0 top-0 z-[60] h-0.5 overflow-hidden bg-accent-soft">
      <div className="h-full w-1/3 animate-pulse bg-accent motion-safe:animate-[slide_1.2s_ease-in-out_infinite]" />
    </div>
  )
}
