/** One field's complaint, as problem details list them. */
export interface FieldError {
  path: string
  message: string
}

interface ProblemBody {
  title: string
  status: number
  code: string
  detail: string
  instance: string
  errors?: FieldError[]
  [member: string]: unknown
}

/** An answer that refuses (application/problem+json), or no answer at all: then `status` is 0. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly requestId: string | null
  readonly errors: readonly FieldError[]
  readonly body: Readonly<Record<string, unknown>>

  constructor(body: Partial<ProblemBody> & { status: number }) {
    super(body.detail ?? 'The server cannot be reached. Nothing was lost; try again.')
    this.status = body.status
    this.code = body.code ?? 'unreachable'
    this.title = body.title ?? 'No connection'
    this.requestId = body.instance ?? null
    this.errors = body.errors ?? []
    this.body = body
  }

  /** What is wrong with one field, with those below it. */
  errorOf(path: string): string | undefined {
    const own = this.errors.filter((error) => error.path === path || error.path.startsWith(`${path}.`))
    return own.length === 0 ? undefined : own.map(({ message }) => message).join('; ')
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

async function toProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => ({}))
  const members = typeof body === 'object' && body !== null ? body : {}
  return new ApiProblem({
    detail: `The server answered ${response.status}.`,
    ...members,
    status: response.status,
  })
}

/** Calls the API with the session's cookie. Throws `ApiProblem` for every refusal. */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      ...(body instanceof FormData
        ? { body }
        : body !== undefined && {
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
    })
  } catch {
    throw new ApiProblem({ status: 0 })
  }
  if (!response.ok) throw await toProblem(response)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export const api = {
  get: <T>(path: string) => request<T>('GET', path),
  post: <T>(path: string, body: unknown = {}) => request<T>('POST', path, body),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, body),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, body),
  delete: (path: string, body?: unknown) => request<void>('DELETE', path, body),
}

/** A page of a list. */
export interface Page<T> {
  data: T[]
  next_cursor: string | null
}

/** All of a list, for what must not end at a page: choices, and trees. */
export async function readAll<T>(
  path: string,
  members: Readonly<Record<string, string | number | undefined>> = {},
) {
  const found: T[] = []
  let cursor: string | null = null
  do {
    const { data, next_cursor }: Page<T> = await api.get(
      `${path}${query({ ...members, limit: 200, cursor })}`,
    )
    found.push(...data)
    cursor = next_cursor
  } while (cursor !== null)
  return found
}

/** A query string of what is set; empty texts are not. */
export function query(members: Readonly<Record<string, string | number | null | undefined>>): string {
  const set = Object.entries(members).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`
}
