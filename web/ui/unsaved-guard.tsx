import { useBlocker } from '@tanstack/react-router'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'

/** Asks before a page is left on which something was entered that is not saved; closing the tab asks too. */
export function UnsavedGuard({ when }: { when: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: () => when,
    withResolver: true,
  })
  const stay = () => blocker.reset?.()
  return (
    <Dialog
      open={blocker.status === 'blocked'}
      onClose={stay}
      title="Leave without saving?"
      lead="What you changed on this page is not saved yet."
    >
      <DialogActions>
        <Button kind="danger" onClick={() => blocker.proceed?.()}>
          Leave
        </Button>
        <Button kind="primary" onClick={stay}>
          Stay here
        </Button>
      </DialogActions>
    </Dialog>
  )
}
