import { type InputHTMLAttributes, useEffect, useState } from 'react'
import { TextField } from './field.tsx'

const debounceMs = 250

interface FilterTextProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> {
  label: string
  /** As the address says it. */
  value: string | undefined
  /** Once the text has stood still for a moment; undefined for none. */
  onFilter(text: string | undefined): void
}

/** A text that filters a list: typed freely, applied when it stands still. */
export function FilterText({ value = '', onFilter, ...rest }: FilterTextProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onFilter(text.trim() || undefined), debounceMs)
    return () => clearTimeout(timer)
  })
  return <TextField type="search" {...rest} value={text} onChange={(event) => setText(event.target.value)} />
}
