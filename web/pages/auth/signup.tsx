import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { becomeSomebodyElse } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { signUpOptionsQuery } from '../../api/sign-up.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/panel.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { AuthFrame, textLink } from './frame.tsx'
import { NewPassword } from './new-password.tsx'

const route = getRouteApi('/signup')

const signInLine = (
  <>
    Have an account?{' '}
    <Link to={paths.login} className={textLink}>
      Sign in
    </Link>
  </>
)

/** The first account sets the shop up; the others are its customers. */
export function SignUpPage() {
  const { data: options } = useSuspenseQuery(signUpOptionsQuery)
  if (options.needs_set_up) return <SetUp needsToken={options.needs_set_up_token} />
  if (options.customer_sign_up === 'open') return <CustomerSignUp />
  return (
    <AuthFrame title="By invitation" below={signInLine}>
      <Notice>This shop invites its customers. Ask it for an invitation; the link comes by mail.</Notice>
    </AuthFrame>
  )
}

function useEntrance() {
  const navigate = useNavigate()
  return () => {
    becomeSomebodyElse()
    void navigate({ href: '/home' })
  }
}

function SetUp({ needsToken }: { needsToken: boolean }) {
  const enter = useEntrance()
  const form = useForm(
    { shop: '', name: '', email: '', password: '', setup_token: '' },
    ({ shop, setup_token, ...person }) =>
      api.post('/auth/sign-up', {
        ...person,
        workspace: { name: shop },
        ...(setup_token && { setup_token }),
      }),
    enter,
  )
  return (
    <AuthFrame
      title="Set up your shop"
      lead="This server has no workspace yet. Whoever makes it owns it."
      below={signInLine}
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField
          label="Name of the shop"
          autoComplete="organization"
          required
          {...form.text('shop')}
          error={form.problem?.errorOf('workspace')}
        />
        <TextField label="Your name" autoComplete="name" required {...form.text('name')} />
        <TextField label="Email" type="email" autoComplete="username" required {...form.text('email')} />
        <NewPassword {...form.text('password')} known={[form.values.name, form.values.email]} />
        {needsToken && (
          <TextField
            label="Set-up token"
            hint="The server printed it at its start. It works until there is a workspace."
            autoComplete="off"
            spellCheck={false}
            required
            {...form.text('setup_token')}
          />
        )}
        <Button type="submit" kind="primary" busy={form.busy}>
          Create the shop
        </Button>
      </form>
    </AuthFrame>
  )
}

function CustomerSignUp() {
  const { shop } = route.useSearch()
  const enter = useEntrance()
  const form = useForm(
    { name: '', email: '', password: '' },
    (person) => api.post('/auth/sign-up', { ...person, ...(shop !== undefined && { shop }) }),
    enter,
  )
  return (
    <AuthFrame
      title="Create an account"
      lead="Upload parts, get quotes, order, follow production."
      below={signInLine}
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="Name" autoComplete="name" required {...form.text('name')} />
        <TextField label="Email" type="email" autoComplete="username" required {...form.text('email')} />
        <NewPassword {...form.text('password')} known={[form.values.name, form.values.email]} />
        <Button type="submit" kind="primary" busy={form.busy}>
          Create account
        </Button>
      </form>
    </AuthFrame>
  )
}
