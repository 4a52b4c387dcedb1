import { CircleAlert, CircleCheck, RotateCw, X } from 'lucide-react'
import { ApiProblem } from '../api/client.ts'
import { Button } from './button.tsx'
import { bytesText } from './file-facts.tsx'
import { isOpen, type Upload, type Uploads } from './use-uploads.ts'

const stateText = ({ state, share, error }: Upload): string => {
  if (state === 'failed') return reasonOf(error)
  if (state === 'sending') return share === 1 ? 'Being checked…' : `${Math.floor(share * 100)} %`
  return { waiting: 'Waits for its turn', done: 'Uploaded', cancelled: 'Cancelled' }[state]
}

/** The server's word on the file, with the id that its log knows. */
function reasonOf(error: Error | null): string {
  if (!(error instanceof ApiProblem)) return error?.message ?? 'It did not arrive.'
  const own = error.errors.map(({ path, message }) => `${path} ${message}`).join('; ')
  const words = own === '' ? error.message : `${own}.`
  return error.status >= 500 && error.requestId ? `${words} Request id ${error.requestId}` : words
}

/** Files on their way, each with how far it is, what came of it, and a way to break it off or try again. */
export function UploadList({ of: { uploads, cancel, retry, clear } }: { of: Uploads }) {
  if (uploads.length === 0) return null
  return (
    <div className="grid w-full grid-cols-1 gap-2 text-left">
      <ul aria-label="Uploads" className="grid grid-cols-1 gap-2">
        {uploads.map((one) => (
          <li key={one.id} className="rounded-md border border-line bg-raised px-3 py-2">
            <Row upload={one} onCancel={() => cancel(one.id)} onRetry={() => retry(one.id)} />
          </li>
        ))}
      </ul>
      {!uploads.some(isOpen) && (
        <div className="flex justify-end">
          <Button small kind="quiet" onClick={clear}>
            Clear this list
          </Button>
        </div>
      )}
    </div>
  )
}

interface RowProps {
  upload: Upload
  onCancel(): void
  onRetry(): void
}

function Row({ upload, onCancel, onRetry }: RowProps) {
  const { file, state, share } = upload
  const isBad = state === 'failed'
  return (
    <div className="flex items-center gap-3">
      {state === 'done' && <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />}
      {isBad && <CircleAlert aria-hidden className="size-4 shrink-0 text-bad" />}
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-1">
        <p className="flex justify-between gap-3 text-sm">
          <span className="truncate font-medium">{file.name}</span>
          <span className="shrink-0 text-soft">{bytesText(file.size)}</span>
        </p>
        {state === 'sending' && (
          <progress
            aria-label={`Upload of ${file.name}`}
            value={share}
            className="h-1.5 w-full overflow-hidden rounded-full accent-accent"
          />
        )}
        <p role={isBad ? 'alert' : undefined} className={isBad ? 'text-sm text-bad' : 'text-xs text-soft'}>
          {stateText(upload)}
        </p>
      </div>
      {isOpen(upload) && (
        <Button small kind="quiet" aria-label={`Cancel ${file.name}`} onClick={onCancel}>
          <X aria-hidden className="size-4" />
        </Button>
      )}
      {(isBad || state === 'cancelled') && (
        <Button small kind="quiet" aria-label={`Try ${file.name} again`} onClick={onRetry}>
          <RotateCw aria-hidden className="size-4" />
        </Button>
      )}
    </div>
  )
}
