import { LiveConnection } from './connection.ts'

let onSessionChange = () => {}

/** Who wants to know when the session has ended, or is not what it was. */
export const onLiveSessionChange = (work: () => void): void => {
  onSessionChange = work
}

/** The stream of this tab. */
export const liveConnection = new LiveConnection({
  fetch: (path, init) => fetch(path, init),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  nowMs: Date.now,
  random: Math.random,
  isHidden: () => document.visibilityState === 'hidden',
  onSessionChange: () => onSessionChange(),
})

/** How often to ask while changes are told, in case that one was missed. */
const besideLiveMs = 60_000

/** A `refetchInterval` for what the stream tells of: asks by turns only while it does not. */
export const unlessLive = (ms: number) => (): number =>
  liveConnection.state === 'live' ? Math.max(ms, besideLiveMs) : ms

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => liveConnection.visibilityChanged())
  window.addEventListener('online', () => liveConnection.retryNow())
}
