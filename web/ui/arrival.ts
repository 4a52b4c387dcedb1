import { type RefObject, useEffect } from 'react'

/** True from the leaving of one page until the next one has its heading. */
let isOnTheWay = false

/** Another page has been asked for: its heading is to take the focus, so that screen readers say where one is. */
export const leaveForAnotherPage = (): void => {
  isOnTheWay = true
}

/** Gives the focus to a heading when it is the first one after coming from another page. */
export function useArrival(heading: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!isOnTheWay) return
    isOnTheWay = false
    // Who works in a dialog, or has begun to type, stays there.
    const active = document.activeElement
    if (active?.closest('[role="dialog"], dialog, input, textarea, select')) return
    heading.current?.focus({ preventScroll: true })
  })
}
