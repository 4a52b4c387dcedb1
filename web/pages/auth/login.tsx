import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { becomeSomebodyElse } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { AuthFrame, textLink } from './frame.tsx'

type SignIn = { user: object } | { second_factor: 'totp'; challenge: string }

const route = getRouteApi('/login')

/** Password first, then the code where the account asks for one. */
export function LoginPage() {
  const { from } = route.useSearch()
  const navigate = useNavigate()
  const [challenge, setChallenge] = useState<string | null>(null)
  const enter = () => {
    becomeSomebodyElse()
    void navigate({ href: from ?? '/home' })
  }
  return challenge === null ? (
    <PasswordStep onDone={enter} onChallenge={setChallenge} />
  ) : (
    <CodeStep challenge={challenge} onDone={enter} onBack={() => setChallenge(null)} />
  )
}

function PasswordStep({ onDone, onChallenge }: { onDone(): void; onChallenge(challenge: string): void }) {
  const form = useForm(
    { email: '', password: '' },
    (values) => api.post<SignIn>('/auth/sign-in', values),
    (answer) => ('challenge' in answer ? onChallenge(answer.challenge) : onDone()),
  )
  return (
    <AuthFrame
      title="Sign in"
      below={
        <>
          New here?{' '}
          <Link to={paths.signup} className={textLink}>
            Create an account
          </Link>
        </>
      }
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextField label="Email" type="email" autoComplete="username" required {...form.text('email')} />
        <PasswordField label="Password" autoComplete="current-password" required {...form.text('password')} />
        <Button type="submit" kind="primary" busy={form.busy}>
          Sign in
        </Button>
        <Link to={paths.forgot} className={`text-sm ${textLink}`}>
          Forgot the password?
        </Link>
      </form>
    </AuthFrame>
  )
}

/** Six digits of the authenticator, or a backup code. The challenge holds for a few minutes only. */
function CodeStep({ challenge, onDone, onBack }: { challenge: string; onDone(): void; onBack(): void }) {
  const [kind, setKind] = useState<'totp' | 'backup'>('totp')
  const form = useForm(
    { code: '' },
    ({ code }) => api.post('/auth/sign-in/totp', { challenge, code: code.trim() }),
    onDone,
  )
  const isTotp = kind === 'totp'
  const change = () => {
    form.clear()
    setKind(isTotp ? 'backup' : 'totp')
  }
  return (
    <AuthFrame
      title="Second factor"
      lead={
        isTotp
          ? 'The six digits that your authenticator shows now.'
          : 'One of the backup codes that you stored. Each works once.'
      }
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        {form.problem?.status === 401 && (
          <p className="text-sm text-soft">
            Took it too long? After five minutes you start over, with the password.
          </p>
        )}
        <TextField
          key={kind}
          label={isTotp ? 'Code' : 'Backup code'}
          autoComplete={isTotp ? 'one-time-code' : 'off'}
          inputMode={isTotp ? 'numeric' : 'text'}
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono tracking-widest"
          autoFocus
          required
          {...form.text('code')}
        />
        <Button type="submit" kind="primary" busy={form.busy}>
          Continue
        </Button>
        <div className="flex flex-wrap justify-between gap-2">
          <Button kind="quiet" onClick={change}>
            {isTotp ? 'Use a backup code' : 'Use the authenticator'}
          </Button>
          <Button kind="quiet" onClick={onBack}>
            Start over
          </Button>
        </div>
      </form>
    </AuthFrame>
  )
}
