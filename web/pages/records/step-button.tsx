import { type ReactNode, useState } from 'react'
import { api } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Check, TextArea } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/states.tsx'
import { useForm } from '../../ui/use-form.ts'

interface StepButtonProps {
  label: string
  title: string
  /** The consequence, in full. */
  children: ReactNode
  danger?: boolean
  /** In whose thread the reason is written. */
  projectId: string
  step(): Promise<unknown>
}

/** A step that stops work: it names its consequence, and the reason can go to the project's messages. */
export function StepButton(props: StepButtonProps) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button kind={props.danger ? 'danger' : 'plain'} onClick={() => setAsking(true)}>
        {props.label}
      </Button>
      {asking && <StepDialog {...props} onClose={() => setAsking(false)} />}
    </>
  )
}

function StepDialog({
  label,
  title,
  children,
  danger,
  projectId,
  step,
  onClose,
}: StepButtonProps & { onClose(): void }) {
  const form = useForm(
    { reason: '', internal: false },
    async ({ reason, internal }) => {
      await step()
      if (reason.trim() !== '')
        await api.post(`/projects/${projectId}/messages`, { body: reason, ...(internal && { internal }) })
    },
    onClose,
  )
  return (
    <Dialog open onClose={onClose} title={title}>
      <div className="text-soft">{children}</div>
      <form onSubmit={form.onSubmit} className="grid gap-4">
        <FormProblem error={form.error} />
        <TextArea
          label="Reason"
          hint="If you give one, it is written into the project’s messages."
          maxLength={4000}
          {...form.text('reason')}
          error={form.errorOf('body')}
        />
        <Check
          label="The reason is internal: the customer does not see it"
          checked={form.values.internal}
          onChange={(event) => form.set('internal', event.target.checked)}
        />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} busy={form.busy}>
            {label}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
