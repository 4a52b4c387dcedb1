import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { becomeSomebodyElse } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/panel.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { AuthFrame, textLink } from './frame.tsx'
import { NewPassword } from './signup.tsx'

const toSignIn = (
  <Link to={paths.login} className={textLink}>
    Sign in
  </Link>
)

/** Asks for the mail with the link. The answer is the same for every address. */
export function ForgotPasswordPage() {
  const [sent, setSent] = useState(false)
  const form = useForm(
    { email: '' },
    (values) => api.post('/auth/password-reset', values),
    () => setSent(true),
  )
  return (
    <AuthFrame title="Forgot the password?" lead="We mail you a link to choose a new one." below={toSignIn}>
      {sent ? (
        <Notice tone="good" title="Look into your mail">
          If there is an account with this address, the link is on its way.
        </Notice>
      ) : (
        <form onSubmit={form.onSubmit} className="grid gap-4">
          <FormProblem error={form.error} />
          <TextField label="Email" type="email" autoComplete="username" required {...form.text('email')} />
          <Button type="submit" kind="primary" busy={form.busy}>
            Send the link
          </Button>
        </form>
      )}
    </AuthFrame>
  )
}

const resetRoute = getRouteApi('/reset-password/$token')

/** Follows the link of a reset. */
export function ResetPasswordPage() {
  const { token } = resetRoute.useParams()
  const [done, setDone] = useState(false)
  const form = useForm(
    { password: '' },
    ({ password }) => api.post('/auth/password-reset/confirm', { token, password }),
    () => setDone(true),
  )
  return (
    <AuthFrame title="Choose a new password" lead="All other sessions end." below={toSignIn}>
      {done ? (
        <Notice tone="good" title="Your password is changed">
          Sign in with it.
        </Notice>
      ) : (
        <form onSubmit={form.onSubmit} className="grid gap-4">
          <FormProblem error={form.error} />
          <NewPassword {...form.text('password')} />
          <Button type="submit" kind="primary" busy={form.busy}>
            Set password
          </Button>
        </form>
      )}
    </AuthFrame>
  )
}

const verifyRoute = getRouteApi('/verify/$token')

/** Follows the link that proves an address. A click, so that a mail program that looks at links proves nothing. */
export function VerifyPage() {
  const { token } = verifyRoute.useParams()
  const [done, setDone] = useState(false)
  const form = useForm(
    {},
    () => api.post('/auth/verify', { token }),
    () => setDone(true),
  )
  return (
    <AuthFrame title="Confirm your address" below={toSignIn}>
      {done ? (
        <Notice tone="good">Your address is confirmed.</Notice>
      ) : (
        <form onSubmit={form.onSubmit} className="grid gap-4">
          <FormProblem error={form.error} />
          <Button type="submit" kind="primary" busy={form.busy}>
            Confirm
          </Button>
        </form>
      )}
    </AuthFrame>
  )
}

interface Invitation {
  email: string
  name: string | null
  role: string
  workspace: { name: string }
}

const invitationRoute = getRouteApi('/invitations/$token')

/** Looks at an invitation and accepts it, with a new account or the one that is there. */
export function InvitationPage() {
  const { token } = invitationRoute.useParams()
  const { data, error, isPending } = useQuery({
    queryKey: ['invitation'],
    queryFn: () => api.get<Invitation>(`/invitations/${encodeURIComponent(token)}`),
  })
  if (isPending)
    return (
      <AuthFrame title="Invitation">
        <Skeleton rows={2} />
      </AuthFrame>
    )
  if (error)
    return (
      <AuthFrame title="Invitation" below={toSignIn}>
        <Failure error={error} />
      </AuthFrame>
    )
  return <AcceptForm token={token} invitation={data} />
}

function AcceptForm({ token, invitation }: { token: string; invitation: Invitation }) {
  const navigate = useNavigate()
  const form = useForm(
    { name: invitation.name ?? '', password: '' },
    ({ name, password }) =>
      api.post(`/invitations/${encodeURIComponent(token)}`, {
        ...(name && { name }),
        ...(password && { password }),
      }),
    () => {
      becomeSomebodyElse()
      void navigate({ href: '/home' })
    },
  )
  useEffect(() => {
    document.title = `Join ${invitation.workspace.name} · Fabwire`
  }, [invitation.workspace.name])
  return (
    <AuthFrame
      title={`Join ${invitation.workspace.name}`}
      lead={`You are invited as ${invitation.role}, at ${invitation.email}.`}
      below={toSignIn}
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="Your name" autoComplete="name" {...form.text('name')} />
        <TextField
          label="Password"
          type="password"
          hint="Of your account here, or for a new one."
          autoComplete="current-password"
          {...form.text('password')}
        />
        <Button type="submit" kind="primary" busy={form.busy}>
          Accept
        </Button>
      </form>
    </AuthFrame>
  )
}
