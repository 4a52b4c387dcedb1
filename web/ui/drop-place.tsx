import { UploadCloud } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { UploadList } from './upload-list.tsx'
import { isOpen, type Uploads } from './use-uploads.ts'

interface DropPlaceProps {
  uploads: Uploads
  hint: string
  /** Of what the button opens. */
  label?: string
  action?: string
  /** Takes up as much room as its words need. */
  small?: boolean
  primary?: boolean
  /** What is asked of files before they are dropped. */
  children?: ReactNode
}

/** A place to drop files on, with a button that does the same, and below it how far they are. */
export function DropPlace({
  uploads,
  hint,
  label = 'Files to upload',
  action = 'Choose files',
  small = false,
  primary = false,
  children,
}: DropPlaceProps) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (files: FileList | null) => {
    if (files !== null && files.length > 0) uploads.add([...files])
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has a button beside it that does the same
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={classes(
        'relative grid grid-cols-1 justify-items-center gap-3 rounded-lg border border-dashed text-center text-sm transition-colors',
        small ? 'p-4' : 'p-6',
        over ? 'border-accent bg-accent-soft' : 'border-edge',
      )}
    >
      <input
        ref={input}
        type="file"
        multiple
        aria-label={label}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      {!small && <UploadCloud aria-hidden className="size-7 text-soft" />}
      <p className="max-w-prose text-soft">{hint}</p>
      {children}
      <Button kind={primary ? 'primary' : 'plain'} onClick={() => input.current?.click()}>
        {action}
      </Button>
      <UploadList of={uploads} />
      <p role="status" className="sr-only">
        {said(uploads)}
      </p>
    </div>
  )
}

/** For screen readers: how many are under way, and what came of them. */
function said({ uploads }: Uploads): string {
  if (uploads.length === 0) return ''
  const open = uploads.filter(isOpen).length
  if (open > 0) return `${open} of ${uploads.length} files are under way`
  const done = uploads.filter(({ state }) => state === 'done').length
  return `${done} of ${uploads.length} files uploaded`
}
