import { ApiProblem } from './client.ts'

export interface UploadWatch {
  signal: AbortSignal
  /** How far it is, from 0 to 1. */
  onProgress(share: number): void
}

/**
 * Sends a form and tells how far it is: `fetch` cannot. Throws `ApiProblem` for a refusal, and the signal's reason
 * when it is broken off.
 */
export function upload<R>(path: string, form: FormData, { signal, onProgress }: UploadWatch): Promise<R> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    request.open('POST', `/api${path}`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    request.onerror = () => reject(new ApiProblem({ status: 0 }))
    request.onabort = () => reject(signal.reason as Error)
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as R)
        : reject(new ApiProblem({ ...(request.response ?? {}), status: request.status }))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

/** Sends one file as the part `file` of a form; `fields` stand before it. */
export function uploadFile<R>(
  path: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  watch: UploadWatch,
): Promise<R> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.append('file', file)
  return upload<R>(path, form, watch)
}
