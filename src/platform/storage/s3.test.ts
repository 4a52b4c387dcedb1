import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openS3Storage } from './s3.ts'
import { StorageLimitError, StorageUnavailableError } from './storage.ts'
import { collect, storageConformance } from './testing/conformance.ts'
import { type S3Server, startS3Server } from './testing/s3-server.ts'

storageConformance('S3', async () => {
  const server = await startS3Server()
  return { ...server, storage: openS3Storage(server.options) }
})

const MIB = 1024 * 1024

describe('the S3 adapter', { timeout: 30_000 }, () => {
  let server: S3Server
  beforeEach(async () => {
    server = await startS3Server()
  })
  afterEach(() => server.close())

  const body = (bytes: number) =>
    Readable.from(Array.from({ length: Math.ceil(bytes / MIB) }, () => Buffer.alloc(MIB)))

  test('a part that S3 refuses fails the put, ends the source and aborts the upload', async () => {
    server.refuse = (_method, query) => (query.partNumber === '2' ? 403 : undefined)
    const source = body(30 * MIB)
    const put = openS3Storage(server.options).put('refused', source, { maxBytes: 30 * MIB })
    await expect(put).rejects.toThrow(StorageUnavailableError)
    expect(source.destroyed).toBe(true)
    expect(server.requests.at(-1)).toBe('DELETE /parts/refused')
    expect(await server.residue()).toEqual([])
  })

  test('a refused part is told although the source stalls', async () => {
    server.refuse = (_method, query) => (query.partNumber === '1' ? 403 : undefined)
    async function* stalls(): AsyncGenerator<Uint8Array> {
      yield* body(9 * MIB)
      await new Promise(() => {})
    }
    const put = openS3Storage(server.options).put('stalled', stalls(), { maxBytes: 30 * MIB })
    await expect(put).rejects.toThrow(StorageUnavailableError)
  })

  test('the cap is told although the abort of the upload fails', async () => {
    server.refuse = (method) => (method === 'DELETE' ? 403 : undefined)
    const put = openS3Storage(server.options).put('over', body(20 * MIB), { maxBytes: 18 * MIB })
    await expect(put).rejects.toThrow(StorageLimitError)
  })

  test.each([
    { fault: 'nothing listens', change: { endpoint: 'http://127.0.0.1:1' }, reason: 'ECONNREFUSED' },
    { fault: 'no such bucket', change: { bucket: 'other' }, reason: 'NoSuchBucket' },
    { fault: 'wrong key', change: { accessKeyId: 'AKIDWRONG' }, reason: 'InvalidAccessKeyId' },
  ])('$fault: unavailable, without a secret in the message', async ({ change, reason }) => {
    const storage = openS3Storage({ ...server.options, secretAccessKey: 'hush-hush', ...change })
    const calls = [
      () => storage.put('a', body(1), { maxBytes: MIB }),
      () => storage.get('a'),
      () => storage.delete('a'),
      () => collect(storage.list('')),
    ]
    for (const call of calls) {
      const failure = await call().then(
        () => 'passed',
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(StorageUnavailableError)
      expect(failure).toMatchObject({ reason })
      expect(`${(failure as Error).stack}${JSON.stringify(failure)}`).not.toMatch(/hush|AKID|127\.0\.0\.1/)
    }
    await expect(storage.check()).rejects.toThrow(StorageUnavailableError)
  })

  test('readiness tells the status of an answer without a body', async () => {
    server.refuse = () => 418
    await expect(openS3Storage(server.options).check()).rejects.toMatchObject({ reason: 'http_418' })
  })
})
