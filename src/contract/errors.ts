/**
 * Every error code of the API: its status, its title and the sentence it says when the thrower has none better.
 * Each has a page at `docs/errors/<code>.md`, which the problem's `type` points to.
 */
export const errorCatalogue = {
  malformed_request: [400, 'Malformed request', 'The request could not be read.'],
  validation_failed: [400, 'Validation failed', 'Some members are not as they should be; see errors.'],
  invalid_cursor: [400, 'Invalid cursor', 'The cursor is not one that this list gave out.'],
  ambiguous_credentials: [400, 'Ambiguous credentials', 'Send exactly one credential, once.'],
  credential_in_url: [
    400,
    'Credential in the URL',
    'A token stood in the URL, where logs keep it. Rotate it.',
  ],
  credential_in_body: [400, 'Credential in the body', 'A token stood in the body, where it does not belong.'],
  link_invalid: [400, 'Link not valid', 'The link is unknown, used or expired; ask for a new one.'],
  blocked_target: [400, 'Blocked target', 'The URL points to an address that may not be called.'],
  unauthenticated: [
    401,
    'Not signed in',
    'This needs a session, a personal access token or a tenant API key.',
  ],
  invalid_token: [401, 'Invalid credential', 'The credential is unknown, expired or revoked.'],
  invalid_credentials: [401, 'Sign-in failed', 'The address or the password is wrong.'],
  insufficient_scope: [403, 'Insufficient scope', 'The token does not carry the scope that this needs.'],
  user_required: [403, 'A user is required', 'A tenant API key cannot do this; a signed-in user can.'],
  customer_suspended: [403, 'Suspended', 'The shop has suspended your customer account.'],
  role_required: [403, 'Role required', 'Your role in the workspace does not allow this.'],
  membership_required: [
    403,
    'Membership required',
    'This needs an Admin or Manager membership of the workspace.',
  ],
  plan_required: [403, 'Plan required', 'The plan of the workspace does not include this.'],
  csrf_refused: [403, 'Cross-site request refused', 'The request does not come from this site.'],
  setup_token_required: [
    403,
    'Set-up token required',
    'The first workspace needs the set-up token that the server printed.',
  ],
  sign_up_closed: [
    403,
    'Sign-up closed',
    'This deployment does not take such sign-ups; ask for an invitation.',
  ],
  not_found: [404, 'Not found', 'There is nothing here that you can see.'],
  request_timeout: [408, 'Request timed out', 'The rest of the body did not come.'],
  email_taken: [409, 'Address taken', 'There is an account with this address.'],
  no_workspace: [409, 'No workspace', 'This deployment has no workspace yet.'],
  invalid_transition: [409, 'Invalid transition', 'The record is not in a state that allows this.'],
  token_inactive: [409, 'Token not active', 'The token is expired, rotated or revoked.'],
  rotation_pending: [409, 'Rotation pending', 'The last rotation is not over.'],
  webhook_disabled: [409, 'Webhook disabled', 'The webhook is disabled; enable it first.'],
  idempotency_in_progress: [409, 'In progress', 'The first request with this Idempotency-Key still runs.'],
  last_owner: [409, 'Last owner', 'A workspace keeps at least one owner; make another member owner first.'],
  already_member: [409, 'Already a member', 'This account belongs to the workspace already.'],
  name_taken: [409, 'Name taken', 'There is one of this name here already.'],
  limit_reached: [409, 'Limit reached', 'There are as many of these as there may be.'],
  quantity_exceeded: [409, 'Quantity exceeded', 'The record has fewer pieces left than this takes.'],
  overpayment: [409, 'Overpayment', 'The payment is more than the balance of the invoice.'],
  mark_paid_not_allowed: [
    409,
    'Marking as paid is off',
    'The shop enters payments itself; pay the invoice, and it will.',
  ],
  cursor_expired: [
    410,
    'Cursor expired',
    'The feed does not reach back so far any more: what came after this cursor is gone in part.',
  ],
  payload_too_large: [413, 'Payload too large', 'The body is larger than allowed.'],
  unsupported_media_type: [415, 'Unsupported media type', 'The body is not of a type that this takes.'],
  idempotency_mismatch: [
    422,
    'Idempotency key used before',
    'This Idempotency-Key came with another body before.',
  ],
  rate_limited: [429, 'Too many requests', 'Slow down; Retry-After says for how long.'],
  headers_too_large: [431, 'Headers too large', 'The header block is larger than allowed.'],
  internal: [500, 'Internal error', 'Something went wrong here. The log knows more by this request id.'],
  unavailable: [503, 'Unavailable', 'Something this needs is not there at the moment; try again.'],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>

export type ErrorCode = keyof typeof errorCatalogue
export const errorCodes = Object.keys(errorCatalogue) as ErrorCode[]
export const errorStatus = (code: ErrorCode): number => errorCatalogue[code][0]

export interface FieldError {
  /** Where in the input: `data.title`, `events[3].type`; empty for the whole. */
  path: string
  message: string
}

interface ProblemOptions {
  detail?: string
  errors?: readonly FieldError[]
  /** Members beside the standard ones, such as `required_plan`. */
  members?: Readonly<Record<string, unknown>>
  headers?: Readonly<Record<string, string>>
  cause?: unknown
}

/** An answer that refuses, thrown from anywhere below HTTP. What it says is public; `cause` is for the log. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly options: ProblemOptions

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(options.detail ?? errorCatalogue[code][2], { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.options = options
  }

  get status(): number {
    return errorStatus(this.code)
  }

  /** The body of RFC 9457. `instance` is the request id; `base` the site's origin, for `type`. */
  toBody(base: string, instance: string): Record<string, unknown> {
    return {
      type: `${base}/docs/errors/${this.code}`,
      title: errorCatalogue[this.code][1],
      status: this.status,
      code: this.code,
      detail: this.message,
      instance,
      ...(this.options.errors && { errors: this.options.errors }),
      ...this.options.members,
    }
  }
}

/** The one 404: the same whether a thing does not exist, is another owner's, or has a malformed id. */
export const notFound = (): Problem => new Problem('not_found')

/**
 * 409: a record is in a status in which something cannot be done to it: `invalidTransition('order', 'shipped', 'held')`.
 * `why` says what stands in the way where the status alone does not.
 */
export const invalidTransition = (thing: string, status: string, done: string, why?: string): Problem =>
  new Problem('invalid_transition', {
    detail: why ?? `The ${thing} is ${status}, so it cannot be ${done} now.`,
    members: { current_status: status },
  })
