import { ApiProblem } from './client.ts'

/** The bytes of a file. Throws `ApiProblem` for a refusal. `url` is whole, with `/api`. */
export async function getBytes(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  let response: Response
  try {
    response = await fetch(url, { credentials: 'same-origin', signal })
  } catch (error) {
    if (signal.aborted) throw error
    throw new ApiProblem({ status: 0 })
  }
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => ({}))
    throw new ApiProblem({
      detail: `The server answered ${response.status}.`,
      ...(typeof body === 'object' ? body : {}),
      status: response.status,
    })
  }
  return response.arrayBuffer()
}
