import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { pretty } from './request-text.ts'

export const Headers = ({ headers }: { headers: Readonly<Record<string, string>> }) => (
  <dl className="grid grid-cols-1 gap-x-4 gap-y-1 rounded-md bg-sunken p-3 font-mono text-xs sm:grid-cols-[14rem_1fr]">
    {Object.entries(headers).map(([name, value]) => (
      <div key={name} className="contents">
        <dt className="text-soft">{name}</dt>
        <dd className="break-all max-sm:mb-1.5">{value}</dd>
      </div>
    ))}
  </dl>
)

/** A body, shown as text whatever it is: with line breaks for the eye, or as its bytes were. Copied as it was. */
export function Body({ label, text }: { label: string; text: string }) {
  const [raw, setRaw] = useState(false)
  const shown = raw ? text : pretty(text)
  return (
    <div className="grid grid-cols-1 gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-medium">{label}</h2>
        <span className="flex gap-2">
          <Button small kind="quiet" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            Raw
          </Button>
          <CopyButton small kind="quiet" text={text}>
            Copy body
          </CopyButton>
        </span>
      </div>
      <Scroll label={label} className="max-h-96 rounded-md bg-sunken p-3">
        <pre className="font-mono text-xs wrap-anywhere whitespace-pre-wrap">{shown || '(empty)'}</pre>
      </Scroll>
    </div>
  )
}
