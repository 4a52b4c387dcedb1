import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { ApiProblem } from '../api/client.ts'
import { queryClient } from '../api/query.ts'
import { paths } from '../paths.ts'
import { Failure } from '../ui/states.tsx'
import { AuthFrame, textLink } from './auth/frame.tsx'

export const NotFoundPage = () => (
  <AuthFrame title="Nothing here" lead="There is no page at this address, or it is not yours to see.">
    <Link to="/home" className={textLink}>
      Go to your start
    </Link>
  </AuthFrame>
)

/** A page that could not be shown. Who has been signed out meanwhile signs in and comes back. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  if (error instanceof ApiProblem && error.status === 401)
    return (
      <AuthFrame title="You are signed out" lead="Your session has ended. What you had open is still there.">
        <Link to={paths.login} search={{ from: router.state.location.href }} className={textLink}>
          Sign in and come back
        </Link>
      </AuthFrame>
    )
  const again = async () => {
    await queryClient.resetQueries()
    reset()
    await router.invalidate()
  }
  return (
    <div className="mx-auto max-w-2xl p-4">
      <Failure error={error as Error} retry={() => void again()} />
    </div>
  )
}
