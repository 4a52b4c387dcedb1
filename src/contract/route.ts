import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Access } from '../domain/access/authorize.ts'
import type { Principal, UserPrincipal } from '../domain/access/principal.ts'
import type { IdempotencyClaim } from '../domain/idempotency.ts'
import type { ErrorCode } from './errors.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** One file of a form while it arrives. */
export interface FilePart {
  /** As the sender calls it: nothing to trust. Empty when it has no name. */
  fileName: string
  mediaType: string
  /** Read to its end, or left alone: then it is skipped. */
  stream: Readable
}

/** What a handler knows of a request. `Who` follows from the row's access. */
export interface Call<Params, Query, Body, Who> {
  principal: Who
  params: Params
  query: Query
  /** Undefined for rows with `upload`: their body comes through `readUpload`. */
  body: Body
  requestId: string
  /** The caller's address, after trusted proxies. */
  address: string
  /** A proxy handed the request on, trusted or not: who sent it may be anywhere. */
  forwarded: boolean
  userAgent: string
  /** The `Authorization` header, for operator rows, whose bearer is no principal's. */
  authorization: string | undefined
  cookies: Readonly<Record<string, string | undefined>>
  /** There for a request with an `Idempotency-Key`, on the rows that take one. */
  claim?: IdempotencyClaim
  /**
   * Reads the form of a row with `upload`: `receive` gets its files one by one as they stream in, and the fields
   * come last, as the row's `body` makes them. It resolves only when the whole request has arrived.
   */
  readUpload(receive: (file: FilePart) => Promise<void>): Promise<Body>
  /** Aborted when the caller hangs up or the server begins to stop: who waits for news need wait no longer. */
  signal: AbortSignal
}

/** JSON that is text already: given as it is, where its exact form matters. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** An answer with headers or a status of its own, or a stream instead of JSON. */
export class Answer<T> {
  readonly body: T | Readable
  readonly headers: Readonly<Record<string, string | string[]>>
  /** Undefined: the status of `success`. */
  readonly status: SuccessStatus | undefined

  constructor(
    body: T | Readable,
    headers: Readonly<Record<string, string | string[]>> = {},
    status?: SuccessStatus,
  ) {
    this.body = body
    this.headers = headers
    this.status = status
  }
}

type SuccessStatus = 200 | 201 | 202 | 204

/** How a row answers when all went well. */
export interface Success<R> {
  status: SuccessStatus
  schema?: R
  mediaType?: string
  /** Where the input decides between two statuses: the other one. The handler says so by an `Answer` with it. */
  or?: { status: SuccessStatus; schema: z.ZodType; description: string }
}

/** Who can stand behind a call to a row with this access. */
export type Caller<A extends Access> = A extends { kind: 'open' | 'operator' }
  ? null
  : A extends { kind: 'granted'; key: readonly unknown[] }
    ? Principal
    : A extends { kind: 'granted' }
      ? UserPrincipal
      : Principal

type Schema = z.ZodType
type Out<S> = S extends z.ZodType ? z.output<S> : undefined

export interface RouteOptions<A extends Access, P, Q, B, R> {
  method: Method
  /** Below `/api`, with `{name}` for parameters. */
  path: string
  summary: string
  /** What whoever calls it must know and the shapes do not say. */
  description?: string
  /** Groups the row in the API reference. */
  tag: string
  /** Its name in the OpenAPI document, where method and path would give it another row's. */
  operationId?: string
  access: A
  /** A parameter that does not fit is the 404 of what does not exist. */
  params?: P
  query?: Q
  body?: B
  /** The body may be absent (treated as `{}`). */
  bodyOptional?: boolean
  /** Takes `multipart/form-data` with parts `file` and the fields of `body`, read through `readUpload()`. */
  upload?: boolean
  /** Takes `text/csv`, as the body or as the one file of a form; the text is the call's `body`. */
  csv?: boolean
  /** The answer carries a secret: never cached, never replayed. */
  secret?: boolean
  /** The answer is the same text for everybody, so that compressing it gives nothing away. */
  compressed?: boolean
  /** The one member in which a token may stand (report-leak). */
  tokenMember?: string
  success: Success<R>
  /** Codes beyond those every row with this access can give. */
  errors?: readonly ErrorCode[]
  handler(call: Call<Out<P>, Out<Q>, Out<B>, Caller<A>>): Promise<unknown>
}

/** A call to any row. */
export type AnyCall = Call<unknown, unknown, unknown, Principal | null>

/** A row of the table of routes, with its types forgotten. */
export interface RouteRow {
  method: Method
  path: string
  summary: string
  description?: string
  tag: string
  operationId?: string
  access: Access
  params?: Schema
  query?: Schema
  body?: Schema
  bodyOptional?: boolean
  upload?: boolean
  csv?: boolean
  secret?: boolean
  compressed?: boolean
  tokenMember?: string
  success: Success<Schema>
  errors?: readonly ErrorCode[]
  handler(call: AnyCall): Promise<unknown>
}

/** Writes a row with its types checked against its schemas. Access is a required field. */
export const route = <
  const A extends Access,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  R extends Schema | undefined = undefined,
>(
  options: RouteOptions<A, P, Q, B, R>,
): RouteRow => options as unknown as RouteRow

export type { Principal, UserPrincipal }
