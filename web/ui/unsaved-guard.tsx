import { useBlocker } from '@tanstack/react-router'
import { useEffect, useId } from 'react'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'

/** The forms of the page with something unsaved. One of them asks for all: the last, which may lie over the others. */
const unsaved: string[] = []

/** Asks before a page is left on which something was entered that is not saved; closing the tab asks too. */
export function UnsavedGuard({ when }: { when: boolean }) {
  const own = useId()
  useEffect(() => {
    if (!when) return
    unsaved.push(own)
    return () => void unsaved.splice(unsaved.indexOf(own), 1)
  }, [when, own])
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      when && unsaved.at(-1) === own && current.pathname !== next.pathname,
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
