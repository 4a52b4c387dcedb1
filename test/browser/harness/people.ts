export const password = 'correct horse'

/** Calls the API as a page of the site would. */
export async function call<T>(
  origin: string,
  method: string,
  path: string,
  body?: object | FormData,
  cookie = '',
) {
  const isJson = body !== undefined && !(body instanceof FormData)
  const reply = await fetch(`${origin}/api${path}`, {
    method,
    headers: { origin, cookie, ...(isJson && { 'content-type': 'application/json' }) },
    ...(body && { body: isJson ? JSON.stringify(body) : (body as FormData) }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`)
  const cookies = reply.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '')
  return { body: (text === '' ? undefined : JSON.parse(text)) as T, cookie: cookies.join('; ') }
}

export interface SignedUp {
  id: number
  email: string
  workspaceId: string
  /** Acts as this person. */
  api<T>(method: string, path: string, body?: object | FormData): Promise<T>
}

/** Signs somebody up: with `workspace` the owner of the first shop, else its customer. */
export async function signUp(origin: string, email: string, members: object = {}): Promise<SignedUp> {
  const { body, cookie } = await call<{ user: { id: number }; workspace: { id: string } }>(
    origin,
    'POST',
    '/auth/sign-up',
    { email, password, name: email.split('@', 1)[0], ...members },
  )
  return {
    id: body.user.id,
    email,
    workspaceId: body.workspace.id,
    api: async <T>(method: string, path: string, sent?: object | FormData) =>
      (await call<T>(origin, method, path, sent, cookie)).body,
  }
}
