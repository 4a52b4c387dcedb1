import { Eye, EyeOff } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'

type PasswordFieldProps = Parameters<typeof TextField>[0]

/**
 * A password, hidden until somebody wants to see it. Says when caps lock is on. Pasting and password managers work as
 * in any field; the button's words leave out `password`, so that it is not taken for another such field.
 */
export function PasswordField({ hint, ...rest }: PasswordFieldProps) {
  const [shown, setShown] = useState(false)
  const [caps, setCaps] = useState(false)
  const Icon = shown ? EyeOff : Eye
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'))
  return (
    <div>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-1.5">
        <TextField
          {...rest}
          {...(hint !== undefined && { hint })}
          type={shown ? 'text' : 'password'}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          onKeyDown={look}
          onKeyUp={look}
        />
        <Button
          kind="quiet"
          className="mb-px"
          aria-label={shown ? 'Hide the characters' : 'Show the characters'}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon aria-hidden className="size-4" />
        </Button>
      </div>
      <p aria-live="polite" className="text-sm text-warn">
        {caps && 'Caps lock is on.'}
      </p>
    </div>
  )
}
