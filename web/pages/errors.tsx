import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { ApiProblem } from '../api/problem.ts'
import { queryClient } from '../api/query.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/panel.tsx'
import { Failure } from '../ui/states.tsx'
import { AuthFrame, textLink } from './auth/frame.tsx'

export const NotFoundPage = () => (
  <AuthFrame title="Nothing here" lead="There is no page at this address, or it is not yours to see.">
    <Link to="/home" className={textLink}>
      Go to your start
    </Link>
  </AuthFrame>
)

/** A part of the program that the server no longer has, as browsers say it: there is a newer one. */
const outdated = /dynamically imported module|importing a module script|module script failed|preload css/i

export const isOutdated = (error: unknown): boolean => error instanceof Error && outdated.test(error.message)

/** The server has a newer dashboard than this page. */
export const Outdated = () => (
  <Panel className="grid justify-items-start gap-3">
    <p className="text-lg font-semibold">The dashboard was updated</p>
    <p className="text-soft">This part of it has to be loaded anew. What is saved stays as it is.</p>
    <Button kind="primary" onClick={() => window.location.reload()}>
      Load the page again
    </Button>
  </Panel>
)

/** A page that could not be shown. Who has been signed out meanwhile signs in and comes back. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (isOutdated(error)) return <Outdated />
  if (error instanceof ApiProblem && error.status === 401)
    return (
      <Panel className="mx-auto my-8 grid max-w-md gap-3">
        <p className="text-lg font-semibold">You are signed out</p>
        <Link to={paths.login} search={{ from: router.state.location.href }} className={textLink}>
          Sign in and come back
        </Link>
      </Panel>
    )
  const again = async () => {
    await queryClient.resetQueries()
    reset()
    await router.invalidate()
  }
  return (
    <div className="mx-auto w-full max-w-2xl">
      <Failure error={error as Error} retry={() => void again()} />
    </div>
  )
}

/** The same where not even the frame around the pages is there. */
export const FirstFailure = (failure: ErrorComponentProps) => (
  <AuthFrame title="This cannot be shown now">
    <PageFailure {...failure} />
  </AuthFrame>
)
