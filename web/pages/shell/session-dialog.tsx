import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { resume } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { session } from '../../api/session.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

type SignIn = { user: { id: number } } | { second_factor: 'totp'; challenge: string }

/**
 * Lies over the page when its session has ended in mid-work: the same person signs in again, and everything typed is
 * still there. A native modal, so that whatever dialog is open below is out of reach until then.
 */
export function SessionDialog() {
  const state = useSyncExternalStore(session.watch, () => session.state)
  if (state === 'open') return null
  return state === 'other' ? <SomebodyElse /> : <SignInAgain />
}

function Modal({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('input:not([readonly])')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  // Beside everything else: what lies below an open dialog is hidden from screen readers.
  return createPortal(
    <dialog
      ref={dialog}
      aria-labelledby="session-title"
      aria-describedby="session-lead"
      onCancel={(event) => event.preventDefault()}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-xl border border-line bg-raised p-6 text-ink shadow-2xl backdrop:bg-black/60"
    >
      <h2 id="session-title" className="text-lg font-semibold">
        {title}
      </h2>
      <p id="session-lead" className="mt-1 mb-4 text-sm text-soft">
        {lead}
      </p>
      {children}
    </dialog>,
    document.body,
  )
}

/** Everything on the page was read as the one who was here before: it goes. */
const startAnew = () => window.location.reload()

const SomebodyElse = () => (
  <Modal
    title="Somebody else is signed in now"
    lead="This browser has been signed in to another account or workspace. This page was yours and is not shown to them."
  >
    <Button kind="primary" onClick={startAnew}>
      Load the page as who is signed in
    </Button>
  </Modal>
)

function SignInAgain() {
  const [challenge, setChallenge] = useState<string | null>(null)
  return (
    <Modal
      title="You are signed out"
      lead="Your session has ended. Sign in again: the page stays as it is, with everything you typed."
    >
      {challenge === null ? (
        <PasswordStep onChallenge={setChallenge} />
      ) : (
        <CodeStep challenge={challenge} onBack={() => setChallenge(null)} />
      )}
      <p className="mt-4 text-sm text-soft">
        Not you?{' '}
        <a href={paths.login} className="text-accent underline underline-offset-2">
          Sign in as somebody else
        </a>{' '}
        leaves this page.
      </p>
    </Modal>
  )
}

function PasswordStep({ onChallenge }: { onChallenge(challenge: string): void }) {
  const form = useForm(
    { email: session.person?.email ?? '', password: '' },
    async (values) => {
      const answer = await api.post<SignIn>('/auth/sign-in', values)
      if (!('challenge' in answer)) await resume()
      return answer
    },
    (answer) => 'challenge' in answer && onChallenge(answer.challenge),
  )
  return (
    <form onSubmit={form.onSubmit} className="grid gap-4">
      <FormProblem error={form.error} />
      <TextField label="Email" type="email" autoComplete="username" readOnly value={form.values.email} />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        autoFocus
        required
        {...form.text('password')}
      />
      <Button type="submit" kind="primary" busy={form.busy}>
        Sign in
      </Button>
    </form>
  )
}

function CodeStep({ challenge, onBack }: { challenge: string; onBack(): void }) {
  const form = useForm(
    { code: '' },
    async ({ code }) => {
      await api.post('/auth/sign-in/totp', { challenge, code: code.trim() })
      await resume()
    },
    () => {},
  )
  return (
    <form onSubmit={form.onSubmit} className="grid gap-4">
      <FormProblem error={form.error} />
      <TextField
        label="Code of the second factor"
        hint="Of your authenticator, or one of your backup codes."
        autoComplete="one-time-code"
        autoFocus
        required
        {...form.text('code')}
      />
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={form.busy}>
          Sign in
        </Button>
        <Button onClick={onBack}>Start over</Button>
      </div>
    </form>
  )
}
