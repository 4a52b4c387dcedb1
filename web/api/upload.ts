import { ApiProblem } from './client.ts'

/** Sends a form and tells how far it is, from 0 to 1: `fetch` cannot. Throws `ApiProblem` for a refusal. */
export function upload(path: string, form: FormData, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api${path}`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    request.onerror = () => reject(new ApiProblem({ status: 0 }))
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new ApiProblem({ ...(request.response ?? {}), status: request.status }))
    request.send(form)
  })
}
