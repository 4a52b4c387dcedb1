import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { meter } from './meter.ts'
import {
  assertStorageKey,
  type ListedFile,
  type PutOptions,
  type Storage,
  type StorageSource,
  StorageUnavailableError,
  type StoredFile,
} from './storage.ts'

export interface S3StorageOptions {
  /** Of a compatible server; unset means Amazon's own for the region. */
  endpoint?: string | undefined
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** One part is held in memory per running put; 10,000 of them are allowed, so 80 GiB a file. */
const PART_BYTES = 8 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 5_000
/** Silence on a connection, not the length of a transfer. */
const IDLE_TIMEOUT_MS = 30_000
const CHECK_TIMEOUT_MS = 5_000

/**
 * Files in an S3 bucket or a compatible store. It needs `s3:GetObject`, `PutObject`, `DeleteObject`,
 * `AbortMultipartUpload` and `ListBucket`. Parts left by a killed process are invisible but billed:
 * give the bucket a lifecycle rule that aborts incomplete uploads; other users of the bucket may
 * have some of their own, so nothing is swept here.
 */
export function openS3Storage(options: S3StorageOptions): Storage {
  const client = clientFor(options)
  const at = (key: string) => {
    assertStorageKey(key)
    return { Bucket: options.bucket, Key: key }
  }

  return {
    put: async (key, source, putOptions) => upload(client, at(key), source, putOptions),
    async get(key) {
      const command = new GetObjectCommand(at(key))
      const found = await client.send(command).catch(nullIfNoSuchKey)
      if (!found) return null
      const { Body: stream, ContentLength: bytes } = found
      if (!(stream instanceof Readable) || bytes === undefined) throw new StorageUnavailableError('no_body')
      return { stream, bytes }
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand(at(key))).catch(nullIfNoSuchKey)
    },
    list: (prefix) => listObjects(client, options.bucket, prefix),
    async check() {
      try {
        const abortSignal = AbortSignal.timeout(CHECK_TIMEOUT_MS)
        await client.send(new HeadBucketCommand({ Bucket: options.bucket }), { abortSignal })
      } catch (error) {
        throw unavailable(error)
      }
    },
  }
}

function clientFor(options: S3StorageOptions): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = options
  return new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    // Compatible servers rarely have a host name per bucket, and many refuse the newer checksum
    // headers. Bodies are still covered by the SHA-256 in the request's signature.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: IDLE_TIMEOUT_MS },
  })
}

async function upload(
  client: S3Client,
  place: { Bucket: string; Key: string },
  source: StorageSource,
  options: PutOptions,
): Promise<StoredFile> {
  const metered = meter(source, options)
  const params = {
    ...place,
    Body: Readable.from(metered.chunks, { objectMode: false }),
    ContentType: mediaTypeOrPlain(options.mediaType),
    ContentDisposition: 'attachment',
  }
  try {
    // One part at a time: a second uploader would sit in a read of a stalled source and keep the
    // first one's failure from being told.
    await new Upload({ client, params, partSize: PART_BYTES, queueSize: 1, leavePartsOnError: false }).done()
    return metered.result()
  } catch (error) {
    const failure = metered.failure()
    throw failure ? failure.error : unavailable(error)
  } finally {
    metered.close()
  }
}

async function* listObjects(client: S3Client, bucket: string, prefix: string): AsyncGenerator<ListedFile> {
  try {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key: key, Size: bytes = 0, LastModified: writtenAt } of page.Contents ?? []) {
        if (key !== undefined && writtenAt !== undefined) yield { key, bytes, writtenAt }
      }
    }
  } catch (error) {
    throw unavailable(error)
  }
}

/** What a browser would make of a type is no matter of storage: only a well-formed one is sent. */
function mediaTypeOrPlain(mediaType: string | undefined): string {
  return mediaType !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(mediaType)
    ? mediaType
    : 'application/octet-stream'
}

function nullIfNoSuchKey(error: unknown): null {
  if (nameOf(error) === 'NoSuchKey') return null
  throw unavailable(error)
}

/** The SDK's error stays behind: it can carry the request, its signature and the key id. */
function unavailable(error: unknown): StorageUnavailableError {
  const name = nameOf(error)
  return new StorageUnavailableError(/^[\w.-]{1,64}$/.test(name) ? name : 'unknown')
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error instanceof S3ServiceException && error.name.startsWith('Unknown')) {
    // The answer to a HEAD has no body that could name the fault.
    return `http_${error.$metadata.httpStatusCode}`
  }
  return error.name === 'Error' && 'code' in error ? String(error.code) : error.name
}
