import { useState } from 'react'
import { refreshWebhooks, rotateSecret, type Webhook } from '../../api/webhooks.ts'
import { guide } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Notice, Panel } from '../../ui/panel.tsx'
import { SecretReveal } from '../../ui/secret-reveal.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'
import { textLink } from '../auth/frame.tsx'

const hourMs = 3_600_000

const moments = [
  ['1', 'In one hour'],
  ['24', 'In one day'],
  ['168', 'In seven days'],
  ['0', 'Now'],
] as const

const overlaps = [
  ['24', 'For one day after that'],
  ['1', 'For one hour after that'],
  ['168', 'For seven days after that'],
  ['0', 'Not at all'],
] as const

/** The signing secret, known by its fingerprint, and how it is changed without a gap. */
export function RotateSecret({ webhook }: { webhook: Webhook }) {
  const [asking, setAsking] = useState(false)
  const [secret, setSecret] = useState<string>()
  return (
    <Panel className="flex flex-wrap items-start justify-between gap-4">
      <div>
        <h2 className="font-semibold">Signing secret</h2>
        <p className="mt-1 text-sm text-soft">
          Fingerprint <code className="font-mono text-ink">{webhook.fingerprint}</code>, as the deliveries
          carry it.{' '}
          <a href={`${guide}/webhooks#verify-it-in-your-language`} className={textLink}>
            How to verify
          </a>
        </p>
      </div>
      <Button onClick={() => setAsking(true)}>Rotate secret</Button>
      {asking && <RotateDialog id={webhook.id} onClose={() => setAsking(false)} onSecret={setSecret} />}
      <SecretReveal
        secret={secret}
        title="The new signing secret"
        lead="Put it into your receiver before it becomes active. This is the only time it is shown."
        onClose={() => {
          setSecret(undefined)
          void refreshWebhooks()
        }}
      />
    </Panel>
  )
}

function RotateDialog({
  id,
  onClose,
  onSecret,
}: {
  id: string
  onClose(): void
  onSecret(secret: string): void
}) {
  const form = useForm(
    { hours: '1', overlap: '24' },
    ({ hours, overlap }) =>
      rotateSecret(id, hours === '0' ? null : new Date(Date.now() + Number(hours) * hourMs), Number(overlap)),
    ({ secret }) => {
      onClose()
      onSecret(secret)
    },
  )
  const { hours, overlap } = form.values
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rotate the signing secret"
      lead="The receiver should know the new one first."
    >
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <SelectField
          label="The new secret becomes active"
          options={moments}
          value={hours}
          error={form.errorOf('activate_at')}
          onChange={(event) => form.set('hours', event.target.value)}
        />
        {hours === '0' && (
          <Notice tone="warn">
            X-FabDigit-Signature is keyed with it from the next delivery on: a receiver that does not know it
            refuses them.
          </Notice>
        )}
        <SelectField
          label="webhook-signature carries the old one too"
          options={overlaps}
          value={overlap}
          error={form.errorOf('overlap_hours')}
          onChange={(event) => form.set('overlap', event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            Rotate
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
