import { PasswordField } from '../../ui/password-field.tsx'
import { leastLength, type Strength, strengthOf } from './strength.ts'

const words: Readonly<Record<Strength, readonly [level: number, text: string]>> = {
  short: [0, `At least ${leastLength} characters; longer is better than stranger.`],
  weak: [1, 'Weak: easy to guess. A few words more would help.'],
  fair: [2, 'Fair. Longer would be better.'],
  good: [3, 'Good.'],
}

type NewPasswordProps = Partial<Parameters<typeof PasswordField>[0]> & {
  /** What is known of the person, and should not be in it. */
  known?: readonly string[]
}

/** A password to be chosen, with a word on how good it is. */
export function NewPassword({ known = [], ...rest }: NewPasswordProps) {
  const typed = String(rest.value ?? '')
  const [level, text] = words[strengthOf(typed, known)]
  return (
    <div className="grid gap-1">
      <PasswordField
        label="Password"
        autoComplete="new-password"
        minLength={leastLength}
        required
        {...rest}
      />
      <meter
        aria-label="How good it is"
        aria-valuetext={text}
        min={0}
        max={3}
        low={1.5}
        high={2.5}
        optimum={3}
        value={typed === '' ? 0 : level}
        className="h-1.5 w-full"
      />
      <p className="text-sm text-soft" aria-live="polite">
        {text}
      </p>
    </div>
  )
}
