import { Badge } from '../../ui/panel.tsx'
import { ago, Time } from '../../ui/time.tsx'

const soonMs = 14 * 86_400_000

/** When a key ends, pointed out when that is near or over. */
export function Expiry({ at, now = Date.now() }: { at: string | null; now?: number }) {
  if (at === null) return <span className="text-soft">never</span>
  const left = Date.parse(at) - now
  if (left <= 0) return <Badge tone="bad">expired {ago(at)}</Badge>
  if (left < soonMs) return <Badge tone="warn">ends {ago(at)}</Badge>
  return <Time at={at} />
}
