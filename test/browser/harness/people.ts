import { request } from 'undici'

export const password = 'correct horse'

/** Calls the API as a page of the site would. */
export async function call<T>(origin: string, method: string, path: string, body?: object, cookie = '') {
  const reply = await request(`${origin}/api${path}`, {
    method: method as 'POST',
    headers: { origin, cookie, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await reply.body.text()
  if (reply.statusCode >= 300) throw new Error(`${method} ${path}: ${reply.statusCode} ${text}`)
  const cookies = [reply.headers['set-cookie'] ?? []].flat().map((one) => one.split(';', 1)[0] ?? '')
  return { body: (text === '' ? undefined : JSON.parse(text)) as T, cookie: cookies.join('; ') }
}

export interface SignedUp {
  id: number
  email: string
  workspaceId: string
  /** Acts as this person. */
  api<T>(method: string, path: string, body?: object): Promise<T>
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
    api: async <T>(method: string, path: string, sent?: object) =>
      (await call<T>(origin, method, path, sent, cookie)).body,
  }
}
