import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

interface FieldGroupProps {
  legend: ReactNode
  /** What is wrong with the answer as a whole, as the server says. */
  error?: string | undefined
  className?: string
  children: ReactNode
}

/** Fields that answer one question together. A complaint about them marks the group. */
export function FieldGroup({ legend, error, className, children }: FieldGroupProps) {
  const errorId = useId()
  return (
    <fieldset
      className={classes('grid gap-2', className)}
      {...(error !== undefined && { 'aria-invalid': true, 'aria-describedby': errorId })}
    >
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      {children}
      {error !== undefined && (
        <p id={errorId} className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
