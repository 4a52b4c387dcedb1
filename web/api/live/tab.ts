import { LiveConnection } from './connection.ts'
import { SharedConnection } from './shared.ts'
import { browserTabs } from './tabs.ts'

let onSessionChange = () => {}

/** Who wants to know when the session has ended, or is not what it was. */
export const onLiveSessionChange = (work: () => void): void => {
  onSessionChange = work
}

const after = (ms: number, work: () => void) => {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
const isHidden = () => document.visibilityState === 'hidden'

const line = new LiveConnection({
  fetch: (path, init) => fetch(path, init),
  after,
  nowMs: Date.now,
  random: Math.random,
  isHidden,
  onSessionChange: () => (shared ? shared.sessionChanged() : onSessionChange()),
})

const tabs = typeof document === 'undefined' ? null : browserTabs({ after, isHidden })
const shared = tabs && new SharedConnection(line, tabs, () => onSessionChange())

/** The stream of this tab: one for all tabs of the browser, or, where it cannot be shared, its own. */
export const liveConnection = shared ?? line

/** How often to ask while changes are told, in case that one was missed. */
const besideLiveMs = 60_000

/** A `refetchInterval` for what the stream tells of: asks by turns only while it does not. */
export const unlessLive = (ms: number) => (): number =>
  liveConnection.state === 'live' ? Math.max(ms, besideLiveMs) : ms

if (typeof document !== 'undefined') {
  // A stream for all tabs is no burden while this one is out of sight.
  if (shared === null) document.addEventListener('visibilitychange', () => line.visibilityChanged())
  window.addEventListener('online', () => liveConnection.retryNow())
}
