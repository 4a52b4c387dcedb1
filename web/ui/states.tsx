import type { ReactNode } from 'react'
import { ApiProblem } from '../api/client.ts'
import { Button } from './button.tsx'
import { Notice, Panel } from './panel.tsx'

/** Holds the place of what is on its way. */
export const Skeleton = ({ rows = 5 }: { rows?: number }) => (
  <div role="status" aria-label="Loading" className="grid gap-3">
    {Array.from({ length: rows }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
      <div key={index} className="h-11 animate-pulse rounded-md bg-sunken" />
    ))}
  </div>
)

/** There is nothing yet: what it would be, and how to make the first. */
export const FirstRun = ({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) => (
  <Panel className="grid grid-cols-1 justify-items-start gap-3 p-6 sm:p-8">
    <h2 className="text-lg font-semibold">{title}</h2>
    <div className="w-full max-w-xl text-soft">{children}</div>
    {action}
  </Panel>
)

/** What went wrong, in the server's words, with the id that its log knows. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const problem = error instanceof ApiProblem ? error : null
  return (
    <Notice tone="bad" title={problem?.title ?? 'Something went wrong'}>
      <p>{error.message}</p>
      {problem?.requestId && (
        <p className="mt-1">
          Request id <code className="font-mono">{problem.requestId}</code>
        </p>
      )}
      {retry && (
        <Button small className="mt-3" onClick={retry}>
          Try again
        </Button>
      )}
    </Notice>
  )
}

/** A refusal above a form's fields: what no field can say. */
export function FormProblem({ error }: { error: Error | null }) {
  if (error === null) return null
  if (error instanceof ApiProblem && error.errors.length > 0)
    return (
      <Notice tone="bad" title="Please look at the fields marked below">
        {error.errors.map(({ path, message }) => `${path} ${message}`).join('; ')}
      </Notice>
    )
  return <Failure error={error} />
}
