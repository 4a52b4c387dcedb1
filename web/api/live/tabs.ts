import type { Tabs, Told, Turn } from './shared.ts'

const name = 'fabwire-stream'

/** The browser's own queue: the place is free as soon as the tab that has it is gone, however it went. */
function turn({ takes, granted, lost }: Turn): () => void {
  const waiting = new AbortController()
  let isOver = false
  let release = () => {}
  const hold = () => {
    if (isOver) return
    granted()
    return new Promise<void>((resolve) => {
      release = resolve
    })
  }
  navigator.locks
    .request(name, takes ? { steal: true } : { signal: waiting.signal }, hold)
    .catch(() => !isOver && lost())
  return () => {
    isOver = true
    waiting.abort()
    release()
  }
}

/** The tabs of this browser; null where it has no queue for them, as on plain http beyond this machine. */
export function browserTabs(around: Pick<Tabs, 'after' | 'isHidden'>): Tabs | null {
  if (typeof navigator === 'undefined' || navigator.locks === undefined) return null
  if (typeof BroadcastChannel === 'undefined') return null
  const channel = new BroadcastChannel(name)
  return {
    ...around,
    id: crypto.randomUUID(),
    turn,
    tell: (told) => channel.postMessage(told),
    hear(listener) {
      channel.onmessage = ({ data }: MessageEvent<Told>) => listener(data)
    },
  }
}
