import { afterChange, intentKey, problemOf } from './client.ts'
import { connectivity } from './connectivity.ts'
import { type ApiProblem, unanswered } from './problem.ts'

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
    const isOffline = !navigator.onLine
    const refuse = (problem: ApiProblem) => {
      afterChange('POST', path, form, problem)
      reject(problem)
    }
    request.open('POST', `/api${path}`)
    request.setRequestHeader('idempotency-key', intentKey(path, form))
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    request.onerror = () => {
      connectivity.unanswered()
      refuse(unanswered(isOffline))
    }
    request.onabort = () => reject(signal.reason as Error)
    request.onload = () => {
      connectivity.answered()
      if (request.status >= 300) {
        refuse(problemOf(request.status, request.response, request.getResponseHeader('retry-after')))
        return
      }
      afterChange('POST', path, form, null)
      resolve(request.response as R)
    }
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
