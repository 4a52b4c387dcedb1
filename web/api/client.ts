import { replayedHeader } from '../../src/contract/idempotency.ts'
import { connectivity } from './connectivity.ts'
import { Intents } from './intents.ts'
import { retryAfterMs } from './live/backoff.ts'
import { ApiProblem, isSignedOut, unanswered } from './problem.ts'
import { session } from './session.ts'

export { ApiProblem }

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const intents = new Intents(() => crypto.randomUUID())

let onConflict = () => {}
/** Who wants to know that a change was refused because of how things stand now: what is shown is old. */
export const onConflictedChange = (work: () => void): void => {
  onConflict = work
}

/** The refusal in an answer, by the members of its body. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): ApiProblem {
  const members = typeof body === 'object' && body !== null ? body : {}
  const waitMs = retryAfterMs(retryAfter, Date.now())
  return new ApiProblem(
    { detail: `The server answered ${status}.`, title: 'Refused', code: 'unknown', ...members, status },
    waitMs === null ? null : Date.now() + waitMs,
  )
}

/** The key of a POST: the same for the same wish until its outcome is known. */
export const intentKey = (path: string, body: unknown): string => intents.keyFor(path, body, Date.now())

/** Keeps the books after a change: what is known of its key, of the session and of the connection. */
export function afterChange(method: Method, path: string, body: unknown, problem: ApiProblem | null): void {
  const isRunning = problem?.code === 'idempotency_in_progress'
  if (method === 'POST') intents.answered(path, body, problem === null ? 200 : isRunning ? 0 : problem.status)
  if (problem === null) return
  if (problem.status === 409 && !isRunning) onConflict()
  if (isSignedOut(problem)) session.ended()
}

const init = (method: Method, path: string, body: unknown): RequestInit => ({
  method,
  credentials: 'same-origin',
  headers: {
    ...(method === 'POST' && { 'idempotency-key': intentKey(path, body) }),
    ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
  },
  ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
})

/** Made before, with a secret that was in the answer which never came: nothing shows it a second time. */
const secretLost = () =>
  new ApiProblem({
    status: 409,
    code: 'secret_lost',
    title: 'Made, but its secret is lost',
    detail:
      'It was made the first time, and its secret was in the answer that did not arrive. Rotate or revoke it, and make another.',
  })

const makesSecret = /^\/(tokens|api-keys|webhooks)$|^\/tokens\/[^/]+\/rotate$/

async function read<T>(path: string, response: Response): Promise<T> {
  const text = await response.text()
  const answer = (text === '' ? undefined : JSON.parse(text)) as T
  if (response.headers.has(replayedHeader) && makesSecret.test(path)) throw secretLost()
  return answer
}

async function send<T>(method: Method, path: string, body: unknown): Promise<T> {
  const isOffline = !navigator.onLine
  let response: Response
  try {
    response = await fetch(`/api${path}`, init(method, path, body))
  } catch {
    connectivity.unanswered()
    throw method === 'GET' ? new ApiProblem({ status: 0 }) : unanswered(isOffline)
  }
  connectivity.answered()
  if (!response.ok) {
    const members: unknown = await response.json().catch(() => ({}))
    throw problemOf(response.status, members, response.headers.get('retry-after'))
  }
  return read(path, response)
}

/** Reads. At the end of the session it waits for the person to sign in again, so that no page loses what it shows. */
async function sendReading<T>(path: string): Promise<T> {
  try {
    return await send('GET', path, undefined)
  } catch (error) {
    if (!isSignedOut(error) || path === '/account') throw error
    session.ended()
    if (!(await session.untilRenewed())) throw error
    return sendReading(path)
  }
}

/** Calls the API with the session's cookie. Throws `ApiProblem` for every refusal. */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  if (method === 'GET') return sendReading(path)
  try {
    const answer = await send<T>(method, path, body)
    afterChange(method, path, body, null)
    return answer
  } catch (error) {
    if (error instanceof ApiProblem) afterChange(method, path, body, error)
    throw error
  }
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
