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
  /** When it may be tried again, in ms since 1970; null where the server names no time. */
  readonly retryAtMs: number | null

  constructor(body: Partial<ProblemBody> & { status: number }, retryAtMs: number | null = null) {
    super(body.detail ?? 'The server cannot be reached. Nothing was lost; try again.')
    this.status = body.status
    this.code = body.code ?? 'unreachable'
    this.title = body.title ?? 'No connection'
    this.requestId = body.instance ?? null
    this.errors = body.errors ?? []
    this.body = body
    this.retryAtMs = retryAtMs
  }

  /** What is wrong with one field, with those below it. */
  errorOf(path: string): string | undefined {
    const own = this.errors.filter(
      (error) =>
        error.path === path || error.path.startsWith(`${path}.`) || error.path.startsWith(`${path}[`),
    )
    return own.length === 0 ? undefined : own.map(({ message }) => message).join('; ')
  }

  /** What is wrong with this very place, not with what is below it: for the frame around fields of a list. */
  errorAt(path: string): string | undefined {
    const own = this.errors.filter((error) => error.path === path)
    return own.length === 0 ? undefined : own.map(({ message }) => message).join('; ')
  }
}

/** Nobody is signed in any more. A wrong password is 401 too, and means something else. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status === 401 && error.code !== 'invalid_credentials'

/** A change was sent, or was to be, and no answer came. */
export function unanswered(wasOffline: boolean): ApiProblem {
  return new ApiProblem(
    wasOffline
      ? {
          status: 0,
          code: 'offline',
          title: 'You are offline',
          detail: 'Nothing was sent. What you entered is still here: try again when you are online.',
        }
      : {
          status: 0,
          code: 'unanswered',
          title: 'No answer',
          detail: 'It is not known whether this was done. Try again: it is not done twice.',
        },
  )
}
