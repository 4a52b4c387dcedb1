import { useEffect, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { Notice } from './panel.tsx'

interface SecretRevealProps {
  /** Undefined: nothing to show. It lives in the state of the page that made it, and nowhere else. */
  secret: string | undefined
  title: string
  /** What it is used for, in one sentence. */
  lead: string
  onClose(): void
}

/** Shows a secret the one time that there is. Closing asks first; leaving the page warns. */
export function SecretReveal({ secret, title, lead, onClose }: SecretRevealProps) {
  const copy = useRef<HTMLButtonElement>(null)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (secret === undefined) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [secret])
  const close = () => {
    setAsking(false)
    onClose()
  }
  return (
    <Dialog
      open={secret !== undefined}
      onClose={() => setAsking(true)}
      title={title}
      lead={lead}
      focus={copy}
    >
      <output className="block rounded-md bg-sunken p-3 font-mono text-sm break-all">{secret}</output>
      {asking && (
        <Notice tone="warn" title="It is not shown again">
          Close only when it is stored where you need it.
        </Notice>
      )}
      <DialogActions>
        <CopyButton ref={copy} text={secret ?? ''} kind="primary">
          Copy
        </CopyButton>
        {asking ? (
          <Button kind="danger" onClick={close}>
            I have stored it
          </Button>
        ) : (
          <Button onClick={() => setAsking(true)}>Done</Button>
        )}
      </DialogActions>
    </Dialog>
  )
}
