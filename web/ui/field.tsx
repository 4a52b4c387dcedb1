import { Field as BaseField } from '@base-ui/react/field'
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { classes } from './classes.ts'

const control =
  'w-full rounded-md border border-edge bg-raised px-3 py-1.5 text-ink placeholder:text-soft data-[invalid]:border-bad disabled:opacity-60'

interface Frame {
  label: string
  /** One sentence below the label. */
  hint?: ReactNode
  /** What is wrong with it, as the server or the browser says. */
  error?: string | undefined
}

function FieldFrame({ label, hint, error, children }: Frame & { children: ReactNode }) {
  return (
    <BaseField.Root invalid={error !== undefined} className="grid gap-1">
      <BaseField.Label className="text-sm font-medium">{label}</BaseField.Label>
      {hint !== undefined && (
        <BaseField.Description className="text-sm text-soft">{hint}</BaseField.Description>
      )}
      {children}
      <BaseField.Error match={error !== undefined} className="text-sm text-bad">
        {error}
      </BaseField.Error>
    </BaseField.Root>
  )
}

export function TextField({
  label,
  hint,
  error,
  className,
  ...rest
}: Frame & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      <BaseField.Control {...(rest as object)} className={classes(control, className)} />
    </FieldFrame>
  )
}

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Frame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      <BaseField.Control render={<textarea rows={3} {...rest} />} className={control} />
    </FieldFrame>
  )
}

export function SelectField({
  label,
  hint,
  error,
  options,
  ...rest
}: Frame &
  SelectHTMLAttributes<HTMLSelectElement> & {
    options: readonly (readonly [value: string, label: string])[]
  }) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      <BaseField.Control
        render={
          <select {...rest}>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        }
        className={control}
      />
    </FieldFrame>
  )
}

/** A box to tick, with its label to the right. */
export function Check({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="flex min-h-6 items-start gap-2.5">
      <input type="checkbox" {...rest} className="mt-1 size-4 shrink-0 accent-accent" />
      <span>
        {label}
        {hint !== undefined && <span className="block text-sm text-soft">{hint}</span>}
      </span>
    </label>
  )
}
