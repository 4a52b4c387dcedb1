import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { Failure } from './states.tsx'

interface ConfirmProps {
  open: boolean
  onClose(): void
  title: string
  /** The consequence, in full. */
  children: ReactNode
  action: string
  danger?: boolean
  /** Where the focus goes when it closes; true: back to where it came from. */
  finalFocus?: () => HTMLElement | true
  /** Closes when it resolves; stays open with the reason when it does not. */
  onConfirm(): Promise<unknown>
}

/** Asks before something that cannot be taken back. */
export function Confirm({
  open,
  onClose,
  title,
  children,
  action,
  danger = true,
  finalFocus,
  onConfirm,
}: ConfirmProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  const close = () => {
    setError(null)
    onClose()
  }
  const confirm = async () => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      close()
    } catch (caught) {
      setError(caught as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog open={open} onClose={close} title={title} {...(finalFocus && { finalFocus })}>
      <div className="text-soft">{children}</div>
      {error && <Failure error={error} />}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void confirm()}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
