import { type LiveState, useLiveState } from '../api/live.ts'
import { Badge } from './panel.tsx'

const shown: Readonly<Partial<Record<LiveState, readonly [tone: 'good' | 'warn', text: string]>>> = {
  live: ['good', 'Live'],
  lost: ['warn', 'Reconnecting'],
}

/** Whether what is shown follows by itself. Nothing is said to whom the server tells no changes. */
export function LiveBadge() {
  const [tone, text] = shown[useLiveState()] ?? []
  return text === undefined ? null : <Badge tone={tone ?? 'good'}>{text}</Badge>
}
