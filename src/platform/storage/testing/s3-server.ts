import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import S3rver from 's3rver'
import type { S3StorageOptions } from '../s3.ts'

const BUCKET = 'parts'
const UPLOADS = '._S3rver_uploads'

export interface S3Server {
  options: S3StorageOptions & { endpoint: string }
  /** `PUT /parts/some/key`, one a request, in order of arrival. */
  requests: string[]
  /** Answers a request with this status instead of serving it, when it returns one. */
  refuse: (method: string, query: Record<string, string | undefined>) => number | undefined
  /** Every file that holds bytes of an object, finished or not. */
  residue(): Promise<string[]>
  close(): Promise<void>
}

/**
 * A real S3 protocol server on a free loopback port. Two things are added that S3 has and this
 * server lacks: aborting a multipart upload, and answering only when the bytes are on disk.
 */
export async function startS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'fabwire-s3-'))
  const bucket = join(directory, BUCKET)
  const emulator = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: [{ name: BUCKET }],
  })
  const server: Omit<S3Server, 'options'> = {
    requests: [],
    refuse: () => undefined,
    residue: async () =>
      (await filesIn(bucket)).filter((name) => !/\.(json|md5)$|\/(key|metadata)$/.test(name)),
    async close() {
      emulator.httpServer.closeAllConnections()
      await emulator.close()
      await rm(directory, { recursive: true })
    },
  }
  emulator.middleware.unshift(async (context, next) => {
    const { method, path, query, headers } = context
    server.requests.push(`${method} ${path}`)
    const refused = server.refuse(method, query)
    if (refused) {
      context.status = refused
      return
    }
    const upload = query.uploadId && join(bucket, UPLOADS, query.uploadId)
    if (upload && method === 'DELETE') {
      await rm(upload, { recursive: true })
      context.status = 204
      return
    }
    const object = `${join(directory, path)}._S3rver_object`
    const bytes = upload && method === 'POST' ? await sizeOfParts(upload) : Number(headers['content-length'])
    await next()
    if (context.status !== 200 || !(method === 'PUT' || upload)) return
    const file = method === 'PUT' && upload ? join(upload, `${query.partNumber}`) : object
    while ((await stat(file)).size < bytes) await nextTurn()
  })
  const { port } = await emulator.run()
  return Object.assign(server, {
    options: {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: BUCKET,
      region: 'eu-central-1',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
    },
  })
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function sizeOfParts(upload: string): Promise<number> {
  const parts = (await readdir(upload)).filter((name) => /^\d+$/.test(name))
  const sizes = await Promise.all(parts.map(async (name) => (await stat(join(upload, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
