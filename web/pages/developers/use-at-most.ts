import { useEffect, useRef } from 'react'

/** Calls `work` soon, but not more often than every so many ms, however often it is asked for. */
export function useAtMost(ms: number, work: () => void): () => void {
  const latest = useRef(work)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const last = useRef(0)
  useEffect(() => {
    latest.current = work
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return () => {
    if (timer.current !== undefined) return
    timer.current = setTimeout(
      () => {
        timer.current = undefined
        last.current = Date.now()
        latest.current()
      },
      Math.max(250, last.current + ms - Date.now()),
    )
  }
}
