import { Check, Copy } from 'lucide-react'
import { type ReactNode, type Ref, useState } from 'react'
import { Button } from './button.tsx'

const shownMs = 2_000

interface CopyButtonProps {
  text: string
  children: ReactNode
  kind?: 'primary' | 'plain' | 'quiet'
  small?: boolean
  ref?: Ref<HTMLButtonElement>
}

/** Puts a text on the clipboard and says so, to screen readers too. */
export function CopyButton({ text, children, kind = 'plain', small = false, ref }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), shownMs)
  }
  const Icon = copied ? Check : Copy
  return (
    <Button {...(ref && ({ ref } as object))} kind={kind} small={small} onClick={() => void copy()}>
      <Icon aria-hidden className="size-4" />
      <span aria-live="polite">{copied ? 'Copied' : children}</span>
    </Button>
  )
}
