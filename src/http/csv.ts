import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem } from '../contract/errors.ts'
import type { FilePart } from '../contract/route.ts'
import { readMultipart } from './multipart.ts'
import { decodeUtf8 } from './utf8.ts'

/** A body of `text/csv`, told apart from the texts that JSON can be. */
export class CsvText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Reads bodies of `text/csv`, as large as JSON may be. Rows that take none refuse them. */
export function parseCsvBodies(app: FastifyInstance): void {
  app.addContentTypeParser<Buffer>(
    'text/csv',
    { parseAs: 'buffer' },
    async (_: FastifyRequest, body: Buffer) => new CsvText(decodeUtf8(body)),
  )
}

async function collect({ stream }: FilePart, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Problem('payload_too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const noFields = z.strictObject({})

/** The text of a row with `csv`: the body itself, or the one file of a form. */
export async function readCsv(request: FastifyRequest, stallMs: number): Promise<string> {
  if (request.body instanceof CsvText) return request.body.text
  if (!request.isMultipart())
    throw new Problem('unsupported_media_type', {
      detail: 'This takes text/csv, or a form with a file of it.',
    })
  const maxBytes = request.routeOptions.bodyLimit
  const files: Buffer[] = []
  await readMultipart(request, noFields, { maxFileBytes: maxBytes, stallMs }, async (file) => {
    files.push(await collect(file, maxBytes))
  })
  const [file = Buffer.alloc(0), another] = files
  if (another !== undefined)
    throw new Problem('validation_failed', { errors: [{ path: 'file', message: 'must be one' }] })
  return decodeUtf8(file)
}
