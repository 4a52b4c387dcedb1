import type { ReactNode } from 'react'
import { ApiProblem, isSignedOut } from '../api/problem.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { usePageTitle } from './page-title.ts'
import { Notice, Panel } from './panel.tsx'
import { useCountdown } from './use-countdown.ts'

interface FailureProps {
  error: Error
  retry?: (() => void) | undefined
}

/** What went wrong, in the server's words, with the id that its log knows. */
export function Failure({ error, retry }: FailureProps) {
  const problem = error instanceof ApiProblem ? error : null
  if (problem?.status === 404) return <Missing />
  return (
    <Notice tone="bad" title={problem?.title ?? 'Something went wrong'}>
      <p>
        {isSignedOut(error)
          ? 'You were signed out, so nothing was done. Sign in, then try again.'
          : error.message}
      </p>
      {typeof problem?.body.current_status === 'string' && (
        <p className="mt-1">
          It is now <strong>{problem.body.current_status.replaceAll('_', ' ')}</strong>. What is shown has
          been read again.
        </p>
      )}
      {problem?.status === 429 ? (
        <Later atMs={problem.retryAtMs} retry={retry} />
      ) : (
        retry && <Again retry={retry} />
      )}
      {problem?.requestId && <RequestId id={problem.requestId} isOurs={problem.status >= 500} />}
    </Notice>
  )
}

const Again = ({ retry }: { retry(): void }) => (
  <Button small className="mt-3" onClick={retry}>
    Try again
  </Button>
)

/** Too many requests: when it may be tried again, and a button that opens then. */
function Later({ atMs, retry }: { atMs: number | null; retry?: (() => void) | undefined }) {
  const seconds = useCountdown(atMs)
  const when = seconds === 0 ? 'You can try again now.' : `You can try again in ${seconds} s.`
  return (
    <>
      <p className="mt-1 tabular-nums">{when}</p>
      {retry && (
        <Button small className="mt-3 tabular-nums" disabled={seconds > 0} onClick={retry}>
          {seconds > 0 ? `Try again in ${seconds} s` : 'Try again'}
        </Button>
      )}
    </>
  )
}

const RequestId = ({ id, isOurs }: { id: string; isOurs: boolean }) => (
  <div className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1">
    <span>
      Request id <code className="font-mono break-all">{id}</code>
    </span>
    {isOurs && (
      <CopyButton small text={id}>
        Copy the id
      </CopyButton>
    )}
  </div>
)

/** In the place of a page or a part of it that does not exist, or is not this person's. */
function Missing(): ReactNode {
  const isWholePage = usePageTitle() === null
  const Title = isWholePage ? 'h1' : 'p'
  return (
    <Panel className="grid justify-items-start gap-2">
      <Title className="text-lg font-semibold">Nothing here</Title>
      <p className="text-soft" role={isWholePage ? undefined : 'alert'}>
        It does not exist any more, or it is not yours to see.
      </p>
      {isWholePage && (
        <Button
          small
          onClick={() => {
            history.back()
          }}
        >
          Go back
        </Button>
      )}
    </Panel>
  )
}
