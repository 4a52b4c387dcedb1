import type { ReactNode } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { Failure } from './failure.tsx'
import { Notice, Panel } from './panel.tsx'

export { Failure }

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
