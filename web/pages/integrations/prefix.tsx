import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'

const dots = '•'.repeat(8)

/** The stored beginning of a secret, hidden until somebody looks, to be told apart from others. */
export function Prefix({ prefix, of }: { prefix: string; of: string }) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <span className="inline-flex items-center gap-1">
      <code className="min-w-28 font-mono text-sm">{shown ? prefix : `${prefix.slice(0, 4)}${dots}`}</code>
      <Button
        kind="quiet"
        small
        aria-label={`${shown ? 'Hide' : 'Show'} the prefix of ${of}`}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon aria-hidden className="size-4" />
      </Button>
      <CopyButton kind="quiet" small text={prefix}>
        <span className="sr-only">Copy the prefix of {of}</span>
      </CopyButton>
    </span>
  )
}
