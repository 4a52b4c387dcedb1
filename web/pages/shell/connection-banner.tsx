import { RefreshCw, WifiOff } from 'lucide-react'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { connectivity } from '../../api/connectivity.ts'
import { ApiProblem } from '../../api/problem.ts'
import { queryClient } from '../../api/query.ts'
import { staleness } from '../../api/staleness.ts'
import { Button } from '../../ui/button.tsx'

const useIsLost = (): boolean => useSyncExternalStore(connectivity.watch, () => connectivity.isLost)
const useStaleProblem = (): Error | null => useSyncExternalStore(staleness.watch, staleness.problem)

function Banner({
  icon,
  children,
  onRetry,
}: {
  icon: ReactNode
  children: ReactNode
  onRetry(): Promise<unknown>
}) {
  const [busy, setBusy] = useState(false)
  const retry = async () => {
    setBusy(true)
    await onRetry().finally(() => setBusy(false))
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn">
      {icon}
      <p className="min-w-0 flex-1">{children}</p>
      <Button small busy={busy} onClick={() => void retry()}>
        Try now
      </Button>
    </div>
  )
}

/** Says quietly that the server does not answer, or that some of what is shown could not be read again. */
export function ConnectionBanner() {
  const isLost = useIsLost()
  const problem = useStaleProblem()
  return (
    <div role="status" aria-label="Connection">
      {isLost ? (
        <Banner
          icon={<WifiOff aria-hidden className="size-4 shrink-0" />}
          onRetry={() => connectivity.probeNow()}
        >
          No connection to the server. What you see may be old; what you entered stays.
        </Banner>
      ) : (
        problem !== null && (
          <Banner
            icon={<RefreshCw aria-hidden className="size-4 shrink-0" />}
            onRetry={() => queryClient.invalidateQueries({ refetchType: 'active' })}
          >
            Some of what you see could not be read again and may be old: {problem.message}
            {problem instanceof ApiProblem && problem.requestId && (
              <>
                {' '}
                Request id <code className="font-mono break-all">{problem.requestId}</code>
              </>
            )}
          </Banner>
        )
      )}
    </div>
  )
}
