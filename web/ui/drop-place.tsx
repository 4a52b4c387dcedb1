import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { useAction } from '../api/records.ts'
import { upload } from '../api/upload.ts'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import { Failure } from './states.tsx'
import { toast } from './toasts.tsx'

interface DropPlaceProps {
  /** Below `/api`; takes the files as parts `file` of a form. */
  path: string
  /** Fields that stand before the files and hold for all of them. */
  fields: Readonly<Record<string, string>>
  hint: string
  /** What is asked of files before they are dropped. */
  children?: ReactNode
}

/** A place to drop files on, with a button that does the same. */
export function DropPlace({ path, fields, hint, children }: DropPlaceProps) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [share, setShare] = useState<number>()
  const send = useAction(
    (files: readonly File[]) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      for (const file of files) form.append('file', file)
      return upload(path, form, setShare)
    },
    () => toast('Uploaded'),
  )
  const take = (files: FileList | null) => {
    if (files === null || files.length === 0) return
    setShare(0)
    send.mutate([...files], { onSettled: () => setShare(undefined) })
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
        'mb-4 grid justify-items-center gap-2 rounded-lg border border-dashed p-6 text-center text-sm',
        over ? 'border-accent bg-accent-soft' : 'border-edge',
      )}
    >
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Files to upload"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      <p className="text-soft">{hint}</p>
      {children}
      <Button busy={send.isPending} onClick={() => input.current?.click()}>
        Choose files
      </Button>
      {share !== undefined && <progress aria-label="Upload" className="w-full max-w-xs" value={share} />}
      {send.error && <Failure error={send.error} />}
    </div>
  )
}
