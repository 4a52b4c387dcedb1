import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import type { FilePart } from '../contract/route.ts'
import { validate } from './validation.ts'

const mostFiles = 20
const mostFields = 20
const maxFieldBytes = 64 * 1024
/** For boundaries, part headers and fields, beside the files themselves. */
const formOverheadBytes = 2 * 2 ** 20

/** What one form may hold. The size of a file is for its receiver to limit, who reads it. */
export const multipartLimits = {
  fields: mostFields,
  files: mostFiles,
  parts: mostFields + mostFiles,
  fieldSize: maxFieldBytes,
  fileSize: Number.POSITIVE_INFINITY,
}

export interface UploadLimits {
  /** Bytes of one file; a form of several may be as many times larger. */
  maxFileBytes: number
  /** How long a sender may keep silent in the middle of a form. */
  stallMs: number
}

const invalid = (path: string, message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path, message }] })

/** What the parser or the connection said, as an answer. Errors of Fastify's own become one by their codes. */
function bodyProblem(error: unknown): unknown {
  if (error instanceof Problem || String((error as { code?: unknown }).code).startsWith('FST_')) return error
  return new Problem('malformed_request', { detail: 'The form is cut off or not well-formed.', cause: error })
}

/** A form while it arrives: who sends too much or nothing more makes every wait for it fail. */
class ArrivingForm {
  readonly #raw: IncomingMessage
  readonly #maxBytes: number
  readonly #timer: NodeJS.Timeout
  readonly #failure = Promise.withResolvers<never>()
  #bytes = 0
  #file: Readable | undefined

  constructor(raw: IncomingMessage, { maxFileBytes, stallMs }: UploadLimits) {
    this.#raw = raw
    this.#maxBytes = mostFiles * maxFileBytes + formOverheadBytes
    this.#timer = setTimeout(() => this.#onSilence(), stallMs).unref()
    // Most forms arrive, and then nobody waits for this.
    this.#failure.promise.catch(() => {})
    raw.on('data', this.#onData)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#timer.refresh()
    this.#bytes += chunk.length
    if (this.#bytes > this.#maxBytes) this.#fail(new Problem('payload_too_large'))
  }

  #onSilence(): void {
    // Paused, the one who keeps the other waiting is the storage.
    if (this.#raw.isPaused()) this.#timer.refresh()
    // Nothing more is expected on this connection that would begin a request.
    else this.#fail(new Problem('request_timeout', { headers: { connection: 'close' } }))
  }

  #fail(problem: Problem): void {
    this.#failure.reject(problem)
    this.#file?.destroy(problem)
  }

  /** The value of a wait for the sender, or what went wrong with the form meanwhile. */
  async arrival<T>(step: Promise<T>): Promise<T> {
    try {
      return await Promise.race([step, this.#failure.promise])
    } catch (error) {
      throw bodyProblem(error)
    }
  }

  /** Hands a file on. What the receiver leaves unread is skipped, so that the next part can come. */
  async pass(file: FilePart, receive: (file: FilePart) => Promise<void>): Promise<void> {
    const { stream } = file
    this.#file = stream
    // The parser can report one fault twice, and the first time before anybody listens.
    const faults = new Set<unknown>()
    stream.on('error', (error) => faults.add(error))
    try {
      await receive(file)
    } catch (error) {
      // What the stream failed with is about the form; the rest is the receiver's own.
      throw error === stream.errored || faults.has(error) ? bodyProblem(error) : error
    }
    stream.resume()
  }

  /** Waits for the end of the request: a form is whole only when all that was announced has come. */
  async end(): Promise<void> {
    this.#raw.resume()
    if (!this.#raw.readableEnded) await this.arrival(finished(this.#raw, { writable: false }))
  }

  /** Lets go of the request; what is still to come runs into nothing. */
  release(): void {
    clearTimeout(this.#timer)
    this.#raw.off('data', this.#onData)
    this.#file?.destroy()
    this.#raw.unpipe()
    this.#raw.resume()
  }
}

/** The text members of a form, each checked as it comes: nobody sends a gigabyte to hear of a wrong word before it. */
class FormFields {
  readonly #schema: z.ZodType
  readonly #given = new Map<string, string>()

  constructor(schema: z.ZodType) {
    this.#schema = schema
  }

  add(name: string, value: unknown, truncated: boolean): void {
    if (this.#given.has(name)) throw invalid(name, 'is given twice')
    if (truncated || typeof value !== 'string') throw invalid(name, 'must be a short text')
    this.#given.set(name, value)
    if (this.#schema instanceof z.ZodObject) validate(this.#schema.partial(), Object.fromEntries(this.#given))
  }

  all(): unknown {
    return validate(this.#schema, Object.fromEntries(this.#given))
  }
}

/** Refuses every other body before a byte of it is read. */
export function requireForm({ headers }: FastifyRequest): void {
  if (!/^multipart\/form-data\b/i.test(headers['content-type'] ?? ''))
    throw new Problem('unsupported_media_type', { detail: 'This takes multipart/form-data.' })
}

/**
 * Reads a `multipart/form-data` body. `receive` gets each part named `file` while it arrives and answers when it
 * is done with it; fields may stand before, between and after them. Resolves with the fields as `schema` makes
 * them, when the request has come to its end; rejects with what `receive` throws, or with a problem of the form.
 */
export async function readMultipart(
  request: FastifyRequest,
  schema: z.ZodType,
  limits: UploadLimits,
  receive: (file: FilePart) => Promise<void>,
): Promise<unknown> {
  const form = new ArrivingForm(request.raw, limits)
  const fields = new FormFields(schema)
  let files = 0
  try {
    const parts = request.parts()
    for (;;) {
      const { done, value: part } = await form.arrival(parts.next())
      if (done) break
      if (part.type === 'field') {
        fields.add(part.fieldname, part.value, part.valueTruncated)
        continue
      }
      if (part.fieldname !== 'file') throw invalid(part.fieldname ?? '', 'is not known here as a file')
      files += 1
      const { filename = '', mimetype: mediaType, file: stream } = part
      await form.pass({ fileName: filename, mediaType, stream }, receive)
    }
    await form.end()
    if (files === 0) throw invalid('file', 'is needed')
    return fields.all()
  } finally {
    form.release()
  }
}
