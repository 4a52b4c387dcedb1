import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { Failure } from './failure.tsx'
import { sayPath } from './field-path.ts'
import { firstMarked } from './first-marked.ts'
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

/** Something has to be chosen first: what then stands here. */
export const NothingChosen = ({
  icon: Icon,
  title,
  children,
}: {
  icon: LucideIcon
  title: string
  children: ReactNode
}) => (
  <div className="grid min-h-72 place-content-center justify-items-center gap-2 rounded-lg border border-dashed border-line p-8 text-center">
    <Icon aria-hidden className="mb-1 size-8 text-soft" />
    <h2 className="font-semibold">{title}</h2>
    <p className="max-w-md text-sm text-soft">{children}</p>
  </div>
)

/** All that is wrong with what was sent, for what no field can say as well. */
function Complaints({ problem }: { problem: ApiProblem }) {
  const place = useRef<HTMLDivElement>(null)
  const [isMarked, setIsMarked] = useState(true)
  useEffect(() => {
    const form = place.current?.closest('form')
    setIsMarked(problem.errors.length > 0 && !!form && firstMarked(form) !== null)
  }, [problem])
  return (
    <div ref={place}>
      <Notice tone="bad" title={isMarked ? 'Please look at the fields marked below' : problem.title}>
        <ul className="grid gap-1">
          {problem.errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {sayPath(path)} {message}
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  )
}

/** A refusal above a form's fields: what no field can say. */
export function FormProblem({ error }: { error: Error | null }) {
  if (error === null) return null
  if (error instanceof ApiProblem && error.errors.length > 0) return <Complaints problem={error} />
  return <Failure error={error} />
}
