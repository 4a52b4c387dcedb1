import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { becomeSomebodyElse } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/panel.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { Failure, FormProblem, Skeleton } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { DeadLink, isDeadLink } from './dead-link.tsx'
import { AuthFrame, textLink } from './frame.tsx'
import { NewPassword } from './new-password.tsx'

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
  if (isDeadLink(form.error))
    return (
      <DeadLink below={toSignIn}>
        A link to reset works once, for an hour. Ask for a new one with{' '}
        <Link to={paths.forgot} className={textLink}>
          Forgot the password?
        </Link>
      </DeadLink>
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
  if (isDeadLink(form.error))
    return (
      <DeadLink below={toSignIn}>
        If your address is confirmed already, all is well. Otherwise change it anew in Settings → Security; a
        new link comes by mail.
      </DeadLink>
    )
  return (
    <AuthFrame
      title="Confirm your address"
      lead="One click proves that the mail reached you."
      below={toSignIn}
    >
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

const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' })

interface Invitation {
  email: string
  name: string | null
  role: string
  workspace: { name: string }
  account_exists: boolean
  expires_at: string
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
  if (isDeadLink(error))
    return (
      <DeadLink below={toSignIn}>
        The invitation was used, withdrawn or has expired. If you have joined already, sign in; otherwise ask
        whoever invited you for a new one.
      </DeadLink>
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
  return (
    <AuthFrame
      title={`Join ${invitation.workspace.name}`}
      lead={
        <>
          You are invited as {invitation.role}, at {invitation.email}. The link holds until{' '}
          {until.format(new Date(invitation.expires_at))}.
        </>
      }
      below={toSignIn}
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        {invitation.account_exists ? (
          <PasswordField
            label="Password"
            hint="There is an account with your address: its password, or nothing if you are signed in."
            autoComplete="current-password"
            {...form.text('password')}
          />
        ) : (
          <>
            <TextField label="Your name" autoComplete="name" required {...form.text('name')} />
            <NewPassword {...form.text('password')} known={[form.values.name, invitation.email]} />
          </>
        )}
        {/* Password managers file what is saved under it. */}
        <input type="email" autoComplete="username" value={invitation.email} readOnly hidden />
        <Button type="submit" kind="primary" busy={form.busy}>
          Accept
        </Button>
      </form>
    </AuthFrame>
  )
}
