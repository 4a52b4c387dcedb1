import { Link, type LinkProps } from '@tanstack/react-router'
import {
  type AnchorHTMLAttributes,
  type ButtonHTMLAttributes,
  type MouseEvent,
  type ReactNode,
  useId,
} from 'react'
import { classes } from './classes.ts'

type Kind = 'primary' | 'plain' | 'danger' | 'quiet'

const kinds: Readonly<Record<Kind, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  plain: 'bg-raised text-ink border-line hover:bg-sunken',
  danger: 'bg-raised text-bad border-line hover:bg-bad-soft',
  quiet: 'border-transparent text-soft hover:text-ink hover:bg-sunken',
}

const look = (kind: Kind, small: boolean): string =>
  classes(
    'inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors',
    'disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55 aria-disabled:!cursor-not-allowed',
    small ? 'min-h-8 px-2.5 text-sm' : 'min-h-9 px-3.5 text-sm',
    kinds[kind],
  )

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind
  small?: boolean
  /** Shows that it is at work, and takes no second click. */
  busy?: boolean
  /** Why it cannot be used now: it is disabled, and says so. */
  reason?: string | null
}

export function Button({
  kind = 'plain',
  small = false,
  busy = false,
  reason = null,
  className,
  ...rest
}: ButtonProps) {
  const why = useId()
  const isKept = reason !== null
  return (
    <>
      <button
        type="button"
        {...rest}
        disabled={busy || rest.disabled === true}
        // Kept in reach of keys, so that its reason can be read.
        {...(isKept && {
          'aria-disabled': true,
          'aria-describedby': why,
          title: reason,
          onClick: (event: MouseEvent) => event.preventDefault(),
        })}
        aria-busy={busy || undefined}
        className={classes(look(kind, small), className)}
      />
      {isKept && (
        <span id={why} hidden>
          {reason}
        </span>
      )}
    </>
  )
}

/** An address beside the dashboard, as a paper or a file, that looks like a button. */
export const ButtonAnchor = ({
  small = false,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { small?: boolean }) => (
  <a {...rest} className={look('plain', small)} />
)

/** A link that looks like a button. */
export function ButtonLink({
  kind = 'plain',
  small = false,
  children,
  ...rest
}: LinkProps & { kind?: Kind; small?: boolean; children: ReactNode }) {
  return (
    <Link {...rest} className={look(kind, small)}>
      {children}
    </Link>
  )
}
