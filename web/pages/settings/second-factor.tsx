import { type ReactNode, useState } from 'react'
import { encode } from 'uqr'
import { accountQuery, useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { readChanged } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Badge, Notice } from '../../ui/panel.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { Section } from '../../ui/section.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { textLink } from '../auth/frame.tsx'

const refreshAccount = () => readChanged(accountQuery.queryKey)

const codesLeft = (count: number): string =>
  count === 0
    ? 'No backup codes are left: turn it off and on again for new ones.'
    : count === 1
      ? 'One backup code is left.'
      : `${count} backup codes are left.`

export function SecondFactorPanel() {
  const { two_factor } = useAccount()
  const [open, setOpen] = useState(false)
  return (
    <Section
      title="Two-factor authentication"
      lead="With a code of your phone, a stolen password alone opens nothing."
    >
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-sm text-sm">
          <Badge tone={two_factor.enabled ? 'good' : 'neutral'}>{two_factor.enabled ? 'On' : 'Off'}</Badge>{' '}
          {two_factor.enabled
            ? `Signing in asks for a code. ${codesLeft(two_factor.codes_left)}`
            : 'Signing in asks for your password only.'}
        </p>
        <Button onClick={() => setOpen(true)}>{two_factor.enabled ? 'Turn off' : 'Turn on'}</Button>
      </div>
      {open &&
        (two_factor.enabled ? (
          <TurnOff onClose={() => setOpen(false)} />
        ) : (
          <TurnOn onClose={() => setOpen(false)} />
        ))}
    </Section>
  )
}

interface Seed {
  secret: string
  otpauth_url: string
}

/** Password, then the seed and its first code, then the backup codes. */
function TurnOn({ onClose }: { onClose(): void }) {
  const [seed, setSeed] = useState<Seed>()
  const [codes, setCodes] = useState<readonly string[]>()
  const close = () => {
    void refreshAccount()
    onClose()
  }
  if (codes) return <BackupCodes codes={codes} onClose={close} />
  if (seed) return <FirstCode seed={seed} onClose={onClose} onCodes={setCodes} />
  return <AskPassword onClose={onClose} onSeed={setSeed} />
}

function AskPassword({ onClose, onSeed }: { onClose(): void; onSeed(seed: Seed): void }) {
  const form = useForm({ password: '' }, (values) => api.post<Seed>('/account/2fa/enroll', values), onSeed)
  return (
    <FormDialog
      title="Turn on two-factor authentication"
      lead="First, your password again."
      form={form}
      action="Continue"
      onClose={onClose}
    >
      <PasswordField label="Password" autoComplete="current-password" required {...form.text('password')} />
    </FormDialog>
  )
}

/** A QR code as one path, dark on white whatever the theme: cameras want it so. */
function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { border: 2 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      role="img"
      aria-label="QR code of the seed"
      viewBox={`0 0 ${size} ${size}`}
      className="size-44 rounded bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}

function FirstCode({
  seed,
  onClose,
  onCodes,
}: {
  seed: Seed
  onClose(): void
  onCodes(codes: string[]): void
}) {
  const form = useForm(
    { code: '' },
    ({ code }) => api.post<{ backup_codes: string[] }>('/account/2fa/confirm', { code: code.trim() }),
    ({ backup_codes }) => onCodes(backup_codes),
  )
  return (
    <FormDialog
      title="Scan, then type the code"
      lead="With any authenticator."
      form={form}
      action="Confirm"
      onClose={onClose}
    >
      <QrCode text={seed.otpauth_url} />
      <p className="text-sm text-soft">
        No camera? Type this: <code className="font-mono break-all text-ink">{seed.secret}</code>
      </p>
      <TextField
        label="Code"
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        {...form.text('code')}
      />
    </FormDialog>
  )
}

function BackupCodes({ codes, onClose }: { codes: readonly string[]; onClose(): void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Your backup codes"
      lead="Each works once, when the authenticator is out of reach."
    >
      <Notice tone="warn">They are not shown again. Print them or store them with your passwords.</Notice>
      <ul className="grid grid-cols-2 gap-2 rounded-md bg-sunken p-3 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <DialogActions>
        <CopyButton text={codes.join('\n')} kind="primary">
          Copy
        </CopyButton>
        <a
          className={`self-center text-sm ${textLink}`}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(codes.join('\n'))}`}
          download="fabwire-backup-codes.txt"
        >
          Download
        </a>
        <Button onClick={onClose}>I have stored them</Button>
      </DialogActions>
    </Dialog>
  )
}

function TurnOff({ onClose }: { onClose(): void }) {
  const form = useForm(
    { password: '', code: '' },
    (values) => api.delete('/account/2fa', values),
    () => {
      void refreshAccount()
      toast('Two-factor authentication is off')
      onClose()
    },
  )
  return (
    <FormDialog
      title="Turn off two-factor authentication"
      lead="Your password and a code, again."
      form={form}
      action="Turn off"
      onClose={onClose}
    >
      <PasswordField label="Password" autoComplete="current-password" required {...form.text('password')} />
      <TextField label="Code" autoComplete="one-time-code" required {...form.text('code')} />
    </FormDialog>
  )
}

interface FormDialogProps {
  title: string
  lead: string
  action: string
  form: Pick<ReturnType<typeof useForm<object, unknown>>, 'onSubmit' | 'error' | 'busy'>
  onClose(): void
  children: ReactNode
}

function FormDialog({ title, lead, action, form, onClose, children }: FormDialogProps) {
  return (
    <Dialog open onClose={onClose} title={title} lead={lead}>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        {children}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
