import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'

interface Toast {
  id: number
  title: string
}

const shownMs = 4_000
/** More at once would cover the page. */
const most = 3

let toasts: readonly Toast[] = []
let lastId = 0
const watchers = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

const dismiss = (id: number): void => set(toasts.filter((one) => one.id !== id))

/** Says that something was done, for four seconds. */
export function toast(title: string): void {
  lastId += 1
  set([...toasts, { id: lastId, title }].slice(-most))
}

/** Stays for as long as the pointer or the focus is on it. */
function Shown({ id, title }: Toast) {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => dismiss(id), shownMs)
    return () => clearTimeout(timer)
  }, [id, isHeld])
  return (
    <li
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="flex items-center justify-between gap-4 rounded-lg border border-line bg-raised px-4 py-3 shadow-lg"
    >
      <span className="text-sm font-medium">{title}</span>
      <button
        type="button"
        className="min-h-6 min-w-6 text-soft hover:text-ink"
        aria-label="Dismiss"
        onClick={() => dismiss(id)}
      >
        ×
      </button>
    </li>
  )
}

/** Where they stand: over everything, also over an open dialog, which hides no live region from screen readers. */
export function Toasts({ children }: { children: ReactNode }) {
  const shown = useSyncExternalStore(watch, () => toasts)
  return (
    <>
      {children}
      {createPortal(
        <section
          aria-label="Notifications"
          aria-live="polite"
          className="fixed right-4 bottom-4 z-50 w-[min(22rem,calc(100vw-2rem))]"
        >
          {shown.length > 0 && (
            <ul className="grid gap-2">
              {shown.map((one) => (
                <Shown key={one.id} {...one} />
              ))}
            </ul>
          )}
        </section>,
        document.body,
      )}
    </>
  )
}
