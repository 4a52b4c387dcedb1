import { CopyButton } from './copy-button.tsx'
import { type JsonToken, jsonTokens } from './json-tokens.ts'
import { Scroll } from './scroll.tsx'

const colours: Readonly<Record<NonNullable<JsonToken['kind']>, string>> = {
  name: 'text-accent',
  text: 'text-good',
  number: 'text-warn',
  word: 'text-warn',
}

interface CodeProps {
  /** What it is: its heading, and its name for screen readers. */
  title: string
  /** Said after the title where several of one title stand on a page. */
  of?: string
  text: string
  isJson?: boolean
}

/** A piece of code with a title and a button that copies it. */
export function Code({ title, of, text, isJson = false }: CodeProps) {
  const name = of === undefined ? title : `${title} of ${of}`
  return (
    <div className="grid grid-cols-1 content-start gap-1.5">
      <div className="flex items-center justify-between gap-3">
        <p className="text-sm font-medium">{title}</p>
        <CopyButton small kind="quiet" text={text}>
          Copy<span className="sr-only"> the {name}</span>
        </CopyButton>
      </div>
      <Scroll label={name} className="max-h-96 rounded-md border border-line bg-sunken p-3">
        <pre className="font-mono text-xs leading-relaxed">{isJson ? <Json text={text} /> : text}</pre>
      </Scroll>
    </div>
  )
}

function Json({ text }: { text: string }) {
  return jsonTokens(text).map(({ kind, text: part }, index) =>
    kind === null ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes its order
      <span key={index} className={colours[kind]}>
        {part}
      </span>
    ),
  )
}
