import { useEffect, useState } from 'react'

const tickMs = 250

/** Whole seconds until a moment (ms since 1970); 0 from then on, and for none. Counts while it is shown. */
export function useCountdown(untilMs: number | null): number {
  const [nowMs, setNowMs] = useState(Date.now)
  const left = untilMs === null ? 0 : Math.max(0, Math.ceil((untilMs - nowMs) / 1_000))
  const isOver = left === 0
  useEffect(() => {
    setNowMs(Date.now())
    if (untilMs === null || isOver) return
    const timer = setInterval(() => setNowMs(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [untilMs, isOver])
  return left
}
