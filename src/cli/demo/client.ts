/** An answer that is not the one the demo expects. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
}

export interface Client {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: object | FormData): Promise<T>
  patch<T>(path: string, body: object): Promise<T>
  put<T>(path: string, body: object): Promise<T>
}

/** Calls the API as anybody's program would: over HTTP, with one credential. */
export function client(baseUrl: string, credential: Readonly<Record<string, string>>): Client {
  async function send<T>(method: string, path: string, body?: object | FormData): Promise<T> {
    const isForm = body instanceof FormData
    const response = await fetch(`${baseUrl}/api${path}`, {
      method,
      headers: {
        origin: baseUrl,
        ...credential,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new ApiError(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    get: (path) => send('GET', path),
    post: (path, body = {}) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    put: (path, body) => send('PUT', path, body),
  }
}

export interface SignedIn {
  userId: number
  client: Client
}

/** Signs somebody up and goes on with the session cookie. */
export async function signUp(baseUrl: string, body: object): Promise<SignedIn> {
  const response = await fetch(`${baseUrl}/api/auth/sign-up`, {
    method: 'POST',
    headers: { origin: baseUrl, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.status !== 201) throw new ApiError(`sign-up: ${response.status} ${await response.text()}`)
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const { user } = (await response.json()) as { user: { id: number } }
  return { userId: user.id, client: client(baseUrl, { cookie }) }
}
